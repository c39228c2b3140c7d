import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { AppError } from '../../shared/errors/app-error.ts';
import { encodeVectorRows } from './encode-vector-rows.ts';
import type { ItemVectors } from './item-vectors.ts';

/** As much as half precision may change the length of a unit vector of 768. */
const halfTolerance = 2e-3;

/**
 * Adds vectors to a published version, also to one that serves, in one transaction. What has a vector already keeps it,
 * and items that are gone are left out; returns how many were added. Their lengths are checked as stored. The client
 * must not be in a transaction.
 * @throws AppError VERIFICATION_FAILED where an embedding has not unit length; nothing is added then.
 */
export async function addItemVectors(client: Client, version: string, vectors: ItemVectors): Promise<number> {
  await client.query('begin');
  try {
    await client.query('create temp table added_vectors (like app.item_vectors) on commit drop');
    await pipeline(
      Readable.from(encodeVectorRows(version, vectors)),
      client.query(
        copyFrom(
          'copy added_vectors (model_version, item_id, embedding, history_input) from stdin (format binary)',
        ),
      ),
    );
    const { rows } = await client.query<{ count: number; shortest: number | null; longest: number | null }>(
      `with added as (
         insert into app.item_vectors (model_version, item_id, embedding, history_input, added_at)
         select a.model_version, a.item_id, a.embedding, a.history_input, now()
         from added_vectors as a
         where exists (select from app.items as i where i.id = a.item_id)
         on conflict do nothing
         returning extensions.l2_norm(embedding) as length
       )
       select count(*)::float8 as count, min(length) as shortest, max(length) as longest from added`,
    );
    const { count, shortest, longest } = rows[0]!;
    // Written so that NaN fails too.
    if (count > 0 && !(shortest! > 1 - halfTolerance && longest! < 1 + halfTolerance)) {
      throw new AppError(
        'VERIFICATION_FAILED',
        `Cannot add vectors to ${version}: stored embeddings are between ${shortest} and ${longest} long, not 1`,
        { hint: 'The item tower is not fit for new items: train again.' },
      );
    }
    await client.query('commit');
    return count;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}
