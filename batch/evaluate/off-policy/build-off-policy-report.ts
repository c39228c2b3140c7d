import { type OffPolicyReport, offPolicyReportSchema } from '../../../shared/contracts/off-policy-report.ts';
import { clusteredMean } from './clustered-mean.ts';
import type { JudgedPolicy } from './judge-policy.ts';
import type { UsableImpression } from './usable-impressions.ts';

export interface OffPolicyParts
  extends Pick<OffPolicyReport, 'days' | 'outcomeHours' | 'at' | 'clip' | 'level' | 'leftOut'> {
  impressions: readonly UsableImpression[];
  /** The model, then the one that it is held against, judged on those impressions. */
  judged: readonly JudgedPolicy[];
}

/** Puts estimates, their difference and what was shown together. */
export function buildOffPolicyReport({ impressions, judged, ...parts }: OffPolicyParts): OffPolicyReport {
  const people = Float64Array.from(impressions, ({ person }) => person);
  const meanOf = (termOf: (index: number) => number) =>
    clusteredMean(
      Float64Array.from(impressions, (_, index) => termOf(index)),
      { people, level: parts.level },
    );
  const [first, second] = judged;
  return offPolicyReportSchema.parse({
    format: 'adult-matching/off-policy@1',
    createdAt: new Date().toISOString(),
    ...parts,
    impressions: impressions.length,
    pages: new Set(impressions.map(({ page }) => page)).size,
    people: new Set(people).size,
    certain: impressions.filter(({ propensity }) => propensity === 1).length,
    logged: meanOf((index) => impressions[index]!.reward),
    policies: judged.map(({ estimates }) => estimates),
    difference: first && second ? meanOf((index) => first.terms[index]! - second.terms[index]!) : null,
  } satisfies OffPolicyReport);
}
