import type { Client } from 'pg';
import { AppError } from '../../shared/errors/app-error.ts';
import { countStoredItems, readStoredItems } from '../io/stored-items.ts';
import { itemTowerOf } from '../publish/item-tower-of.ts';
import type { Artifact } from '../publish/read-artifact.ts';
import { runItemTower } from '../publish/run-item-tower.ts';

const sample = 256;
const fewest = 30;
/** Vectors that have nothing to do with their items reach .5, with a standard deviation of 1 / sqrt(12 sample) = .018. */
const least = 0.6;

/**
 * Whether the stored vectors belong to the items that they stand beside: what the item tower makes of an item's content has to
 * lie nearer to the item's stored vector than to those of most others. The mean share of the others over a sample, .5 for
 * vectors in any wrong order. Returns a line that says what was found.
 * @throws AppError GATE_REFUSED where it is below .6.
 */
export async function checkAgreement(client: Client, artifact: Artifact): Promise<string> {
  const { version, dim } = artifact.manifest;
  const found = await itemTowerOf(artifact);
  if (found === null) return 'no item tower: vectors were not compared with what items are';
  const count = Math.max(1, Math.floor((await countStoredItems(client, {})) / sample));
  const items = await readStoredItems(client, { after: 0, limit: sample, shard: { index: 1, count } });
  const { rows } = await client.query<{ id: string; embedding: string }>(
    `select item_id as id, embedding::text as embedding from app.item_vectors
     where model_version = $1 and item_id = any($2)`,
    [version, items.map(({ id }) => id)],
  );
  const stored = new Map(rows.map(({ id, embedding }) => [Number(id), JSON.parse(embedding) as number[]]));
  const { embeddings } = await runItemTower(found.tower, items, { spec: found.spec });
  const pairs = items.flatMap(({ id }, row) => {
    const own = stored.get(id);
    const made = embeddings.subarray(row * dim, (row + 1) * dim);
    return own && made.some((value) => value !== 0) ? [{ own, made }] : [];
  });
  if (pairs.length < fewest) {
    return `${pairs.length} items of a sample have content that the item tower knows: too few to compare`;
  }
  let nearer = 0;
  for (const [at, { made }] of pairs.entries()) {
    const products = pairs.map(({ own }) => own.reduce((sum, value, i) => sum + value * made[i]!, 0));
    const others = products.filter((_, other) => other !== at);
    nearer += others.filter((product) => product < products[at]!).length / others.length / pairs.length;
  }
  if (nearer < least) {
    throw new AppError(
      'GATE_REFUSED',
      `Cannot release ${version}: by their content, items are nearer to their own vector than to ${Math.round(nearer * 100)} % of the others', ${least * 100} % are needed`,
      {
        hint: 'The vectors do not belong to the items that they are stored for: publish the run again, or train anew.',
        details: { reasons: ['vectors_of_other_items'] },
      },
    );
  }
  return `by their content, items are nearer to their own vector than to ${Math.round(nearer * 100)} % of the others`;
}
