import type { Client } from 'pg';
import type { termKinds } from '../../shared/contracts/enums.ts';
import { type CopyValue, copyRows } from '../io/copy-rows.ts';
import { ensureSource } from './ensure-source.ts';
import { inTransaction } from './in-transaction.ts';

/** A name as a source lists it. */
export interface SourceTerm {
  kind: (typeof termKinds)[number];
  externalId: string;
  name: string;
  reading: string | null;
}

export interface StoredTerms {
  added: number;
  changed: number;
  unchanged: number;
}

const stageSql = `
  create temp table import_terms (
    place integer not null, kind app.term_kind not null, external_id text not null, name text not null, reading text
  ) on commit drop`;

// Of one term listed twice the last counts.
const upsertSql = `
  with latest as (
    select distinct on (kind, external_id) kind, external_id, name, reading
    from import_terms order by kind, external_id, place desc
  ),
  known as (
    select s.kind, s.external_id, (s.name, s.reading) is distinct from (n.name, n.reading) as is_changed
    from app.source_terms as s inner join latest as n on n.kind = s.kind and n.external_id = s.external_id
    where s.source = $1
  ),
  written as (
    insert into app.source_terms as s (source, kind, external_id, name, reading)
    select $1, kind, external_id, name, reading from latest
    on conflict (source, kind, external_id) do update
    set name = excluded.name, reading = excluded.reading, seen_at = now()
  )
  select (select count(*) from latest)::float8 as total, count(*)::float8 as known,
    count(*) filter (where is_changed)::float8 as changed
  from known`;

/** Upserts floors, genres, makers, series and performers of a source, in one transaction. */
export async function storeTerms(
  client: Client,
  terms: readonly SourceTerm[],
  source: string,
): Promise<StoredTerms> {
  return inTransaction(client, async () => {
    await ensureSource(client, source);
    await client.query(stageSql);
    const columns = ['place', 'kind', 'external_id', 'name', 'reading'];
    const rows = terms.map((term, place): CopyValue[] => [
      place,
      term.kind,
      term.externalId,
      term.name,
      term.reading,
    ]);
    await copyRows(client, { table: 'import_terms', columns }, rows);
    const { rows: counts } = await client.query<{ total: number; known: number; changed: number }>(
      upsertSql,
      [source],
    );
    const { total, known, changed } = counts[0]!;
    return { added: total - known, changed, unchanged: known - changed };
  });
}
