import type { Client } from 'pg';
import { AppError } from '../../shared/errors/app-error.ts';
import { copyRows } from '../io/copy-rows.ts';
import { ensureSource } from './ensure-source.ts';
import { inTransaction } from './in-transaction.ts';

export interface SwapRankingOptions {
  source: string;
  floor: string;
  /** Best first. An id that comes twice, as when a ranking changes between two pages, keeps its better place. */
  externalIds: readonly string[];
  /** Share of ids that the catalogue must know; default 0.5. */
  minKnownShare?: number;
  /** Entries a new ranking must have, as a share of the current one's; default 0.5. */
  minSizeShare?: number;
}

export interface SwappedRanking {
  rankingId: number;
  entries: number;
  /** Entries that the catalogue knows. */
  known: number;
}

const verifySql = `
  select count(*)::float8 as entries,
    count(*) filter (where exists (
      select from app.item_sources as s where s.source = r.source and s.external_id = e.external_id
    ))::float8 as known,
    (
      select count(*) from app.ranking_entries as c
      where c.ranking_id = (
        select id from app.rankings where source = r.source and floor = r.floor and state = 'current'
      )
    )::float8 as current
  from app.rankings as r left join app.ranking_entries as e on e.ranking_id = r.id
  where r.id = $1 and e.position is not null
  group by r.id`;

/**
 * Stages a ranking, verifies it and makes it the current one of its floor; the one before stays as the previous. All in
 * one transaction: a ranking that fails leaves nothing behind and the current one in place. Throws SOURCE_INCOMPLETE for
 * one that is empty, far shorter than the current one, or mostly of unknown items.
 */
export async function swapRanking(client: Client, options: SwapRankingOptions): Promise<SwappedRanking> {
  const { source, floor, externalIds, minKnownShare = 0.5, minSizeShare = 0.5 } = options;
  const places = [...new Set(externalIds)];
  if (places.length === 0) throw refused(options, 'it is empty');
  return inTransaction(client, async () => {
    await ensureSource(client, source);
    // What another process staged entry by entry and left behind when it was killed.
    await client.query(`delete from app.rankings where source = $1 and floor = $2 and state = 'staged'`, [
      source,
      floor,
    ]);
    const { rows: staged } = await client.query<{ id: number }>(
      'insert into app.rankings (source, floor) values ($1, $2) returning id::float8 as id',
      [source, floor],
    );
    const rankingId = staged[0]!.id;
    await copyRows(
      client,
      { table: 'app.ranking_entries', columns: ['ranking_id', 'position', 'external_id'] },
      places.map((externalId, index) => [rankingId, index + 1, externalId] as const),
    );
    const { rows } = await client.query<{ entries: number; known: number; current: number }>(verifySql, [
      rankingId,
    ]);
    const { entries, known, current } = rows[0]!;
    if (entries < minSizeShare * current) {
      throw refused(options, `it has ${entries} entries, the current one ${current}`);
    }
    if (known < minKnownShare * entries) {
      throw refused(options, `the catalogue knows ${known} of its ${entries} items`);
    }
    await client.query('select app.make_ranking_current($1)', [rankingId]);
    return { rankingId, entries, known };
  });
}

function refused({ source, floor }: SwapRankingOptions, why: string): AppError {
  return new AppError('SOURCE_INCOMPLETE', `Cannot take over the ranking of ${source} ${floor}: ${why}`, {
    hint: 'The current ranking stays. Sync the catalogue first, then the ranking again.',
    details: { source, floor },
  });
}
