import type { Client } from 'pg';
import type { PolicySubject } from '../../process/policy/create-policy-matcher.ts';

export interface PolicyItem {
  id: number;
  source: string;
  externalId: string;
  title: string;
  /** Hidden for a policy now. */
  blocked: boolean;
  /** The item as it is stored, then as each of its sources describes it: blocked is what any of them says. */
  subjects: PolicySubject[];
}

type ItemRow = [
  id: number,
  source: string,
  externalId: string,
  title: string,
  maker: string | null,
  label: string | null,
  series: string | null,
  blocked: boolean,
];
type SourceRow = [
  itemId: number,
  title: string | null,
  maker: string | null,
  label: string | null,
  series: string | null,
  performers: string[] | null,
  tags: string[] | null,
];

const itemsSql = `
  select i.id::float8, i.source, i.external_id, i.title, m.name, l.name, s.name, 'policy' = any(i.hidden_reasons)
  from app.items as i
  left join app.makers as m on m.id = i.maker_id
  left join app.labels as l on l.id = i.label_id
  left join app.series as s on s.id = i.series_id
  where i.id > $1 order by i.id limit $2`;
const performersSql = `
  select l.item_id::float8, n.name from app.item_performers as l
  inner join app.performers as n on n.id = l.performer_id where l.item_id between $1 and $2`;
const tagsSql = `
  select l.item_id::float8, n.name from app.item_tags as l
  inner join app.tags as n on n.id = l.tag_id where l.item_id between $1 and $2`;
const sourcesSql = `
  select item_id::float8, record ->> 'title', record ->> 'maker', record ->> 'label', record ->> 'series',
    record -> 'performers', record -> 'tags'
  from app.item_sources where item_id between $1 and $2 and record <> '{}'`;

/** All items, hidden ones too, in ascending order of their id, `batchSize` at a time. */
export async function* readPolicyItems(client: Client, batchSize: number): AsyncGenerator<PolicyItem[]> {
  const read = async <R extends unknown[]>(text: string, values: unknown[]) =>
    (await client.query<R>({ text, values, rowMode: 'array' })).rows;
  for (let after = 0; ; ) {
    const rows = await read<ItemRow>(itemsSql, [after, batchSize]);
    if (rows.length === 0) return;
    const range = [rows[0]![0], rows.at(-1)![0]];
    const performers = groupById(await read<[number, string]>(performersSql, range));
    const tags = groupById(await read<[number, string]>(tagsSql, range));
    const sources = groupById(await read<SourceRow>(sourcesSql, range));
    yield rows.map(([id, source, externalId, title, maker, label, series, blocked]) => ({
      id,
      source,
      externalId,
      title,
      blocked,
      subjects: [
        {
          title,
          maker,
          label,
          series,
          performers: (performers.get(id) ?? []).map(([name]) => name),
          tags: (tags.get(id) ?? []).map(([name]) => name),
        },
        ...(sources.get(id) ?? []).map(sourceSubject),
      ],
    }));
    after = range[1]!;
  }
}

function sourceSubject([title, maker, label, series, performers, tags]: SourceRow extends [number, ...infer R]
  ? R
  : never): PolicySubject {
  return { title, maker, label, series, performers: performers ?? [], tags: tags ?? [] };
}

function groupById<R extends unknown[]>(rows: readonly [number, ...R][]): Map<number, R[]> {
  const groups = new Map<number, R[]>();
  for (const [id, ...rest] of rows) {
    const group = groups.get(id);
    if (group) group.push(rest);
    else groups.set(id, [rest]);
  }
  return groups;
}
