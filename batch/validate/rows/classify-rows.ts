import type { QualityRule, QualityRuleSet } from '../../../shared/contracts/quality-rules.ts';
import type { Duck } from '../../io/duckdb/open-duckdb.ts';
import { sqlIdentifier } from '../../io/duckdb/sql-identifier.ts';
import { sqlText } from '../../io/duckdb/sql-text.ts';
import { effectiveRules } from '../rules/effective-rules.ts';
import { type CompiledRule, compileRule, filledSql } from './compile-rule.ts';
import type { TableSpec } from './table-spec.ts';

export interface ClassifyOptions {
  rules: QualityRuleSet;
  /** Parquet files of the processed table. */
  files: readonly string[];
  /** Parquet files with a column `external_id`; null: reference rules are not judged. */
  reference: readonly string[] | null;
  asOf: Date;
  /** Only the rows of this shard, by person. */
  shard: { index: number; count: number };
}

export interface ClassifiedRows {
  rules: CompiledRule[];
  /**
   * View of all rows: the processed columns, `reason` and `reason_field` (null for an accepted row), and what the
   * compiled rules ask for.
   */
  relation: string;
}

const relation = 'validate_rows';
const referenceTable = 'validate_reference';

/**
 * Makes a temporary view that says of each row whether it is accepted, and hands it on; what it made is dropped after.
 * Reading the view reads the files: a pass costs what a plain scan costs, and memory does not grow with the rows.
 */
export async function withClassifiedRows<T>(
  duck: Duck,
  spec: TableSpec,
  { rules: ruleSet, files, reference, asOf, shard }: ClassifyOptions,
  use: (rows: ClassifiedRows) => Promise<T>,
): Promise<T> {
  const judged = effectiveRules(spec, ruleSet).filter(
    ({ check }) => check !== 'reference' || reference !== null,
  );
  const lookups = judged.flatMap((rule, index) =>
    rule.check === 'unique' ? [{ rule, table: `validate_shared_${index}` }] : [],
  );
  const input = inputSql(files, shard);
  const made: string[] = [];
  try {
    if (reference !== null) {
      const ids = `select distinct external_id from ${parquet(reference)} where external_id is not null`;
      await duck.run(`create or replace temp table ${referenceTable} as ${ids}`);
      made.push(`table ${referenceTable}`);
    }
    for (const { rule, table } of lookups) {
      const field = sqlIdentifier(rule.field);
      await duck.run(`
        create or replace temp table ${table} as
        select source, ${field} as value from ${input} where ${filledSql(rule.field, spec.fields[rule.field]!)}
        group by all having count(distinct external_id) > 1`);
      made.push(`table ${table}`);
    }
    const rules = judged.map((rule) =>
      compileRule(rule, {
        fields: spec.fields,
        asOf,
        referenceId: 'reference_id',
        shared: (one) => `shared_${lookups.findIndex((lookup) => lookup.rule === one)}`,
      }),
    );
    const joined = joinSql({ input, reference: reference !== null, lookups });
    await duck.run(`create or replace temp view ${relation} as ${reasonSql(joined, rules)}`);
    made.push(`view ${relation}`);
    return await use({ rules, relation });
  } finally {
    for (const name of made.reverse()) await duck.run(`drop ${name}`);
  }
}

function inputSql(files: readonly string[], { index, count }: { index: number; count: number }): string {
  if (count === 1) return `(from ${parquet(files)})`;
  // A row without a person, which is refused, belongs to the first shard.
  return `(from ${parquet(files)} where coalesce(md5_number_lower(person_key) % ${count}, 0) = ${index - 1})`;
}

function joinSql({
  input,
  reference,
  lookups,
}: {
  input: string;
  reference: boolean;
  lookups: { rule: QualityRule; table: string }[];
}): string {
  const added = [
    ...(reference ? ['known.external_id as reference_id'] : []),
    ...lookups.map((_, index) => `lookup_${index}.value is not null as shared_${index}`),
  ];
  const joins = [
    ...(reference ? [`left join ${referenceTable} as known on known.external_id = input.external_id`] : []),
    ...lookups.map(({ rule, table }, index) => {
      const own = `lookup_${index}`;
      return `left join ${table} as ${own} on ${own}.source = input.source and ${own}.value = input.${sqlIdentifier(rule.field)}`;
    }),
  ];
  return `(select ${['input.*', ...added].join(', ')} from ${input} as input ${joins.join(' ')})`;
}

/** The problem that processing found comes first, then the rules in their order. */
function reasonSql(joined: string, rules: readonly CompiledRule[]): string {
  const rejecting = rules.filter(({ rule }) => rule.severity === 'reject');
  const choose = (problem: string, value: (rule: CompiledRule) => string) =>
    `case when problem_reason is not null or problem_field is not null then ${problem}
      ${rejecting.map((one) => `when ${one.failed} then ${value(one)}`).join(' ')} end`;
  const reason = choose("coalesce(problem_reason, 'invalid')", (one) => sqlText(one.reason));
  const field = choose("coalesce(problem_field, '*')", (one) => sqlText(one.rule.field));
  return `select *, ${reason} as reason, ${field} as reason_field from ${joined}`;
}

function parquet(files: readonly string[]): string {
  return `read_parquet([${files.map(sqlText).join(', ')}])`;
}
