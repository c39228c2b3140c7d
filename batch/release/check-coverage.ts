import type { Client } from 'pg';
import { AppError } from '../../shared/errors/app-error.ts';

/** So much of the active catalogue needs a vector: items without one are found by popularity alone. */
const leastCovered = 0.8;

/**
 * The share of active items that have a vector of the version.
 * @throws AppError GATE_REFUSED where that is too few.
 */
export async function checkCoverage(client: Client, version: string): Promise<number> {
  const { rows } = await client.query<{ covered: number; items: number }>(
    `select count(*)::int as items,
       count(*) filter (where exists (
         select from app.item_vectors as v where v.model_version = $1 and v.item_id = i.id
       ))::int as covered
     from app.items as i where i.status = 'active'`,
    [version],
  );
  const { covered, items } = rows[0]!;
  if (items > 0 && covered < leastCovered * items) {
    throw new AppError(
      'GATE_REFUSED',
      `Cannot release ${version}: ${covered} of ${items} active items have a vector, ${leastCovered * 100} % are needed`,
      {
        hint: 'Train on the whole catalogue, or add what came since: npx matching embeddings update.',
        details: { reasons: ['catalogue_not_covered'] },
      },
    );
  }
  return items === 0 ? 0 : covered / items;
}
