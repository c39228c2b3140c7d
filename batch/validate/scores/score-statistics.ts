import type { QualityRuleSet, QualityScore } from '../../../shared/contracts/quality-rules.ts';
import type { Statistics } from '../rows/statistics.ts';
import { isConsistencyRule, isPlausibilityRule } from './rule-scores.ts';

const msPerDay = 86_400_000;

/**
 * Six scores, each 0 to 1, 1 is best; null where there is nothing to judge by.
 *
 * - completeness: share of the cells of expected fields that are filled, over rows that could be parsed.
 * - accuracy: share of checked values that are plausible: those that a range, length, pattern, one_of or not_in_future
 *   rule of severity `warn` judged, once a rule, and the values that processing dropped, which are not.
 * - consistency: share of rows that keep all compare, reference and unique rules.
 * - validity: share of records that parse and pass every reject rule; what the content policy blocked is left out.
 * - uniqueness: 1 - share of accepted rows that were merged into another or superseded.
 * - timeliness: 1 while the newest accepted row is not older than expected, then expected age / age.
 */
export function scoreStatistics(
  statistics: Statistics,
  rules: QualityRuleSet,
  { asOf }: { asOf: Date },
): Record<QualityScore, number | null> {
  const { processed, rejected, accepted, neutral, kept } = statistics;
  const filled = rules.expected.reduce((sum, field) => sum + (statistics.fields[field]?.filled ?? 0), 0);
  const dropped = Object.values(statistics.droppedValues).reduce((sum, rows) => sum + rows, 0);
  let checked = dropped;
  let implausible = dropped;
  let consistencyRules = 0;
  for (const rule of rules.rules) {
    const counted = statistics.rules[rule.id];
    if (!counted) continue; // a reference rule without a reference
    if (isConsistencyRule(rule)) consistencyRules++;
    if (!isPlausibilityRule(rule)) continue;
    checked += counted.judged;
    implausible += counted.failed;
  }
  return {
    completeness: ratio(filled, rules.expected.length * processed),
    accuracy: ratio(checked - implausible, checked),
    consistency: consistencyRules === 0 ? null : ratio(statistics.consistent, processed),
    validity: ratio(accepted, processed + rejected),
    uniqueness: ratio(neutral + kept, accepted),
    timeliness: timeliness(statistics.newest, rules.timeliness, asOf),
  };
}

function ratio(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function timeliness(
  newest: string | null,
  expected: QualityRuleSet['timeliness'],
  asOf: Date,
): number | null {
  if (expected === null || newest === null) return null;
  const ageDays = Math.max(0, (asOf.getTime() - Date.parse(newest)) / msPerDay);
  return ageDays <= expected.maxAgeDays ? 1 : expected.maxAgeDays / ageDays;
}
