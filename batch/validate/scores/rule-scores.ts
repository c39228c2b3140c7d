import type { QualityRule } from '../../../shared/contracts/quality-rules.ts';

const plausibility: QualityRule['check'][] = ['range', 'length', 'pattern', 'one_of', 'not_in_future'];
const consistency: QualityRule['check'][] = ['compare', 'reference', 'unique'];

/** Rules that accuracy is measured by: whether a single value is plausible, without refusing its row. */
export function isPlausibilityRule({ check, severity }: Pick<QualityRule, 'check' | 'severity'>): boolean {
  return severity === 'warn' && plausibility.includes(check);
}

/** Rules that look beyond the single value. */
export function isConsistencyRule({ check }: Pick<QualityRule, 'check'>): boolean {
  return consistency.includes(check);
}
