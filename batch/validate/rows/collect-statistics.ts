import type { Json } from '@duckdb/node-api';
import type { Duck, DuckRow } from '../../io/duckdb/open-duckdb.ts';
import { sqlIdentifier } from '../../io/duckdb/sql-identifier.ts';
import { isConsistencyRule } from '../scores/rule-scores.ts';
import type { ClassifiedRows } from './classify-rows.ts';
import { filledSql } from './compile-rule.ts';
import { addStatistics, emptyStatistics, type Statistics } from './statistics.ts';
import type { TableSpec } from './table-spec.ts';

/** Counts everything that the report says of the rows, but for duplicates and rejects, in one pass over them. */
export async function collectStatistics(
  duck: Duck,
  spec: TableSpec,
  { rules, relation }: ClassifiedRows,
): Promise<Statistics> {
  const broken = rules.filter(({ rule }) => isConsistencyRule(rule)).map(({ failed }) => failed);
  const time = sqlIdentifier(spec.timeField);
  const measures = [
    'count(*)::double as n',
    `count(*) filter (where not (${broken.join(' or ') || 'false'}))::double as consistent`,
    ...Object.entries(spec.fields).map(
      ([field, kind], index) =>
        `count(*) filter (where ${filledSql(field, kind)})::double as filled_${index}`,
    ),
    ...ranges(spec).flatMap(({ value }, index) => [
      `${value('min')} as minimum_${index}`,
      `${value('max')} as maximum_${index}`,
    ]),
    ...rules.flatMap(({ judged, failed }, index) => [
      // What is counted already is not counted again: an aggregate costs half a second on ten million rows.
      ...(typeof judged === 'object'
        ? [`count(*) filter (where ${judged.where})::double as judged_${index}`]
        : []),
      `count(*) filter (where ${failed})::double as failed_${index}`,
    ]),
  ];
  const groups = await duck.rows(`
    select file, reason, coalesce(reason is null and ${spec.neutral}, false) as neutral,
      -- Times that no calendar shows would only make groups.
      case when reason is null and year(${time}) between 1900 and 2199
        then year(${time}) * 12 + month(${time}) - 1 end as month,
      case when reason is null then ${spec.histogram.slot} end::varchar as slot,
      ${measures.join(',\n      ')}
    from ${relation} group by 1, 2, 3, 4, 5`);
  const total = emptyStatistics();
  for (const { rule } of rules) total.rules[rule.id] = { judged: 0, failed: 0 };
  for (const field of Object.keys(spec.fields))
    total.fields[field] = { filled: 0, minimum: null, maximum: null };
  for (const group of groups) addStatistics(total, statisticsOf(group, spec, rules));
  if (spec.droppedValues) {
    const dropped = await duck.rows(`
      select reason, count(*)::double as n
      from (select unnest(${spec.droppedValues}) as reason from ${relation}) group by all`);
    for (const { reason, n } of dropped) total.droppedValues[String(reason)] = Number(n);
  }
  return total;
}

/** Fields that have a smallest and a largest value worth telling; texts could tell on somebody. */
function ranges(spec: TableSpec): { field: string; value: (extreme: 'min' | 'max') => string }[] {
  return Object.entries(spec.fields).flatMap(([field, kind]) => {
    const column = sqlIdentifier(field);
    if (kind === 'text') return [];
    if (kind === 'time') {
      return [{ field, value: (extreme) => `strftime(${extreme}(${column}), '%Y-%m-%dT%H:%M:%SZ')` }];
    }
    const number = kind === 'list' ? `len(${column})` : column;
    return [{ field, value: (extreme) => `${extreme}(${number})::double` }];
  });
}

function statisticsOf(group: DuckRow, spec: TableSpec, rules: ClassifiedRows['rules']): Statistics {
  const n = Number(group.n);
  const accepted = group.reason === null ? n : 0;
  const part = emptyStatistics();
  part.processed = n;
  part.accepted = accepted;
  part.neutral = group.neutral ? n : 0;
  part.consistent = Number(group.consistent);
  part.files[String(group.file)] = { read: n, accepted };
  if (group.reason !== null) part.reasons[String(group.reason)] = n;
  if (group.month !== null) part.months[monthName(Number(group.month))] = n;
  if (group.slot !== null) part.slots[String(group.slot)] = n;
  for (const [index, field] of Object.keys(spec.fields).entries()) {
    part.fields[field] = { filled: Number(group[`filled_${index}`]), minimum: null, maximum: null };
  }
  for (const [index, { field }] of ranges(spec).entries()) {
    part.fields[field]!.minimum = extreme(group[`minimum_${index}`]);
    part.fields[field]!.maximum = extreme(group[`maximum_${index}`]);
  }
  if (accepted > 0) {
    const { minimum, maximum } = part.fields[spec.timeField]!;
    part.oldest = minimum === null ? null : String(minimum);
    part.newest = maximum === null ? null : String(maximum);
  }
  for (const [index, { rule, judged }] of rules.entries()) {
    const filled = part.fields[rule.field]!.filled;
    part.rules[rule.id] = {
      judged: judged === 'all' ? n : judged === 'filled' ? filled : Number(group[`judged_${index}`]),
      failed: Number(group[`failed_${index}`]),
    };
  }
  return part;
}

function extreme(value: Json | undefined): number | string | null {
  return typeof value === 'number' || typeof value === 'string' ? value : null;
}

/** `2024-03` of a number of months since year 0. */
function monthName(months: number): string {
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}`;
}
