import type { QualityFieldKind } from '../../../shared/contracts/quality-fields.ts';
import type { QualityRule } from '../../../shared/contracts/quality-rules.ts';
import { sqlIdentifier } from '../../io/duckdb/sql-identifier.ts';
import { sqlText } from '../../io/duckdb/sql-text.ts';

export interface CompiledRule {
  rule: QualityRule;
  /** What a row that fails a reject rule is quarantined for. */
  reason: string;
  /** Rows the rule can judge: all, those whose field is filled, or those for which this SQL is true. */
  judged: 'all' | 'filled' | { where: string };
  /** SQL, true or false. */
  failed: string;
}

export interface RuleContext {
  fields: Record<string, QualityFieldKind>;
  asOf: Date;
  /** SQL of the id in the reference that a row was joined with. */
  referenceId: string;
  /** SQL that is true where the row's value is one that several items have. */
  shared: (rule: QualityRule) => string;
}

/** A rule as SQL over one row. Only what was parsed gets into it, as a quoted literal. */
export function compileRule(rule: QualityRule, context: RuleContext): CompiledRule {
  const column = sqlIdentifier(rule.field);
  const kind = context.fields[rule.field]!;
  const filled = filledSql(rule.field, kind);
  const compiled = (reason: string, failed: string): CompiledRule => ({
    rule,
    reason,
    judged: 'filled',
    failed: `(${filled} and ${failed})`,
  });
  switch (rule.check) {
    case 'required':
      return { rule, reason: `${rule.field}_missing`, judged: 'all', failed: `(not ${filled})` };
    case 'range': {
      const { minimum, maximum } = rule.params;
      return compiled(`${rule.field}_out_of_range`, outside(column, literal(minimum), literal(maximum)));
    }
    case 'length': {
      const { minimum, maximum } = rule.params;
      const length = kind === 'list' ? `len(${column})` : `length(${column})`;
      return compiled(`${rule.field}_length`, outside(length, literal(minimum), literal(maximum)));
    }
    case 'pattern':
      return compiled(
        `${rule.field}_pattern`,
        `not regexp_full_match(${column}, ${sqlText(rule.params.pattern)})`,
      );
    case 'one_of': {
      const values = rule.params.values.map((value) =>
        typeof value === 'string' ? sqlText(value) : String(value),
      );
      return compiled(`${rule.field}_unexpected`, `${column} not in (${values.join(', ')})`);
    }
    case 'not_in_future': {
      const latest = new Date(context.asOf.getTime() + rule.params.toleranceHours * 3_600_000);
      return compiled(`${rule.field}_in_future`, `${column} > ${timeLiteral(latest)}`);
    }
    case 'reference':
      return compiled('item_unknown', `${context.referenceId} is null`);
    case 'unique':
      return compiled(`${rule.field}_not_unique`, context.shared(rule));
    case 'compare': {
      const other = sqlIdentifier(rule.params.other);
      const both = `(${column} is not null and ${other} is not null)`;
      const failed = `(${both} and not (${column} ${rule.params.operator} ${other}))`;
      return { rule, reason: `${rule.field}_inconsistent`, judged: { where: both }, failed };
    }
  }
}

/** SQL, true where a cell says something. */
export function filledSql(field: string, kind: QualityFieldKind): string {
  const column = sqlIdentifier(field);
  if (kind === 'text') return `(${column} is not null and ${column} <> '')`;
  if (kind === 'list') return `(${column} is not null and len(${column}) > 0)`;
  return `(${column} is not null)`;
}

function outside(value: string, minimum: string | undefined, maximum: string | undefined): string {
  const below = minimum === undefined ? [] : [`${value} < ${minimum}`];
  const above = maximum === undefined ? [] : [`${value} > ${maximum}`];
  return `(${[...below, ...above].join(' or ')})`;
}

function literal(bound: number | string | undefined): string | undefined {
  if (bound === undefined) return undefined;
  return typeof bound === 'number' ? String(bound) : timeLiteral(new Date(bound));
}

const timeLiteral = (time: Date) => `make_timestamp(${time.getTime() * 1000}::bigint)`;
