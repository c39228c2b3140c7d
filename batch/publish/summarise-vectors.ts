import type { Client } from 'pg';

export interface VectorSummary {
  version: string;
  /** `active`, `previous`, or null. */
  slot: string | null;
  /** Vectors of the training, and of items added since. */
  trained: number;
  added: number;
  /** What the manifest counts. */
  expected: number | null;
  /** Share of the active items that have a vector, in [0, 1]; null without active items. */
  coverage: number | null;
  /** Lengths of the embeddings as stored, and the mean length of the history inputs; null without vectors. */
  norms: { shortest: number; mean: number; longest: number; history: number } | null;
  /** Mean cosine over all pairs of two different items; null below two vectors. */
  meanSimilarity: number | null;
  /** Share of the items drawn whose nearest other item is at least so near; null below two vectors. */
  nearDuplicates: { share: number; drawn: number; from: number } | null;
}

export interface SummariseOptions {
  /** Only this version; default: all. */
  version?: string | undefined;
  /** Items whose nearest neighbour is looked for, each by comparing it with all. */
  probes: number;
  /** Cosine from which two items count as near duplicates. */
  duplicateFrom: number;
}

/** Counts, lengths and spread of the vectors of published versions, the newest first. Nothing but numbers is read. */
export async function summariseVectors(client: Client, options: SummariseOptions): Promise<VectorSummary[]> {
  const { rows } = await client.query<Omit<VectorSummary, 'nearDuplicates' | 'norms'> & Norms>(
    `select m.version, d.slot::text as slot, (m.manifest ->> 'itemCount')::float8 as expected,
       s.trained, s.added, s.shortest, s.mean, s.longest, s.history,
       case when a.items > 0 then s.covered / a.items end as coverage,
       -- Of n unit vectors with the sum S: the squared length of S holds each pair twice and each vector with itself.
       case when s.count > 1 then (s.count ^ 2 * s.centre ^ 2 - s.squares) / (s.count * (s.count - 1)) end as "meanSimilarity"
     from app.models as m
     left join app.deployments as d on d.model_version = m.version
     cross join (select count(*)::float8 as items from app.items where status = 'active') as a
     cross join lateral (
       select count(*)::float8 as count, count(*) filter (where v.added_at is null)::float8 as trained,
         count(v.added_at)::float8 as added, count(*) filter (where i.status = 'active')::float8 as covered,
         min(extensions.l2_norm(v.embedding)) as shortest, avg(extensions.l2_norm(v.embedding)) as mean,
         max(extensions.l2_norm(v.embedding)) as longest, avg(extensions.l2_norm(v.history_input)) as history,
         sum(extensions.l2_norm(v.embedding) ^ 2) as squares,
         extensions.vector_norm(extensions.avg(v.embedding::extensions.vector)) as centre
       from app.item_vectors as v inner join app.items as i on i.id = v.item_id
       where v.model_version = m.version
     ) as s
     where $1::text is null or m.version = $1
     order by m.created_at desc, m.version desc`,
    [options.version ?? null],
  );
  const summaries: VectorSummary[] = [];
  for (const { shortest, mean, longest, history, ...rest } of rows) {
    summaries.push({
      ...rest,
      norms: shortest === null ? null : { shortest, mean, longest, history },
      nearDuplicates: await nearDuplicates(client, rest.version, options),
    });
  }
  return summaries;
}

interface Norms {
  shortest: number | null;
  mean: number;
  longest: number;
  history: number;
}

/** Which items are drawn is decided by a hash of their ids: always the same ones. */
async function nearDuplicates(
  client: Client,
  version: string,
  { probes, duplicateFrom }: SummariseOptions,
): Promise<VectorSummary['nearDuplicates']> {
  const { rows } = await client.query<{ share: number | null; drawn: number }>(
    `with drawn as materialized (
       select item_id, embedding from app.item_vectors where model_version = $1
       order by hashint8extended(item_id, 1), item_id limit $2
     )
     select avg((n.similarity >= $3)::integer)::float8 as share, count(n.similarity)::float8 as drawn
     from drawn as p
     cross join lateral (
       select max(-(v.embedding operator(extensions.<#>) p.embedding)) as similarity
       from app.item_vectors as v where v.model_version = $1 and v.item_id <> p.item_id
     ) as n`,
    [version, probes, duplicateFrom],
  );
  const { share, drawn } = rows[0]!;
  return share === null ? null : { share, drawn, from: duplicateFrom };
}
