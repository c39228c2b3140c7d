import type { QualityRule, QualityRuleSet } from '../../../shared/contracts/quality-rules.ts';
import type { TableSpec } from '../rows/table-spec.ts';

/** The declared rules, and before them what no rule set can do without: rows that could not be merged or counted. */
export function effectiveRules(spec: TableSpec, { rules }: QualityRuleSet): QualityRule[] {
  const rejecting = rules.filter(({ severity }) => severity === 'reject');
  const essential = spec.essential
    .filter((field) => !rejecting.some((rule) => rule.check === 'required' && rule.field === field))
    .map((field): QualityRule => ({ ...implied('essential', field), check: 'required', params: {} }));
  const closed = Object.entries(spec.closed)
    .filter(([field, values]) => !rejecting.some((rule) => rule.field === field && allowsOnly(rule, values)))
    .map(
      ([field, values]): QualityRule => ({
        ...implied('closed', field),
        check: 'one_of',
        params: { values },
      }),
    );
  return [...essential, ...closed, ...rules];
}

function allowsOnly(rule: QualityRule, values: readonly string[]): boolean {
  return rule.check === 'one_of' && rule.params.values.every((value) => values.includes(String(value)));
}

function implied(why: string, field: string) {
  return { id: `${why}-${field.replaceAll('_', '-')}`, field, severity: 'reject' as const };
}
