import type { QualityRule, QualityRuleSet } from '../../../shared/contracts/quality-rules.ts';
import type { TableSpec } from '../rows/table-spec.ts';

/** The declared rules, and before them what no rule set can do without: rows without a key cannot be merged. */
export function effectiveRules(spec: TableSpec, { rules }: QualityRuleSet): QualityRule[] {
  const required = new Set(
    rules.flatMap(({ check, severity, field }) =>
      check === 'required' && severity === 'reject' ? [field] : [],
    ),
  );
  const implied = spec.essential
    .filter((field) => !required.has(field))
    .map(
      (field): QualityRule => ({
        id: `essential-${field.replaceAll('_', '-')}`,
        field,
        check: 'required',
        severity: 'reject',
        params: {},
      }),
    );
  return [...implied, ...rules];
}
