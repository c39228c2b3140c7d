import { bootstrapDifference } from '../intervals/bootstrap-difference.ts';
import type { Interval } from '../intervals/percentile-interval.ts';
import type { GateCheck, GateEvidence, GateSystem, GateThresholds } from './gate-evidence.ts';
import { judgeHealth } from './judge-health.ts';

export interface GateVerdict {
  passed: boolean;
  /** The checks that failed. */
  reasons: GateCheck[];
  /** All checks that could be made, in a fixed order. */
  checks: GateCheck[];
}

const usual: GateThresholds = {
  fewestPeople: 30,
  activeTolerance: 0.05,
  coverageTolerance: 0.2,
  coldItemTolerance: 0.2,
  coldLikes: 5,
  fewestColdPeople: 30,
  normTolerance: 1e-3,
  smallestSpread: 1e-3,
  resamples: 1000,
  level: 0.95,
  seed: 1,
};

/**
 * Whether a candidate may serve. It must be better than popularity beyond its confidence interval (paired by
 * person) and not worse than the active model, spread over the catalogue, and serve cold people and cold items as
 * well as what it replaces, and its vectors and scores must be sound. Looks at nothing but what is given.
 */
export function judgeCandidate(
  evidence: GateEvidence,
  thresholds: Partial<GateThresholds> = {},
): GateVerdict {
  const limits = { ...usual, ...thresholds };
  const { candidate, popularity, active, health } = evidence;
  const people = evidence.historyLengths.length;
  const reference = active
    ? { system: active, name: 'the active model' }
    : { system: popularity, name: 'popularity' };
  const checks: GateCheck[] = [
    {
      code: 'too_few_people',
      passed: people >= limits.fewestPeople,
      sentence: `${people} people were in the test; at least ${limits.fewestPeople} are needed.`,
    },
    checkPopularity(candidate, popularity, limits),
    ...(active ? [checkActive(candidate, active, limits)] : []),
    // Said, not held against the candidate: a version that cannot be read must not keep its successor away.
    ...(evidence.activeAbsent
      ? [{ code: 'active_not_compared' as const, passed: true, sentence: evidence.activeAbsent }]
      : []),
    checkCoverage(candidate, reference, limits),
    ...checkColdPeople(evidence, reference, limits),
    ...checkColdItems(candidate, reference, limits),
    ...judgeHealth(health, limits),
  ];
  const reasons = checks.filter(({ passed }) => !passed);
  return { passed: reasons.length === 0, reasons, checks };
}

interface Reference {
  system: GateSystem;
  name: string;
}

function checkPopularity(candidate: GateSystem, popularity: GateSystem, limits: GateThresholds): GateCheck {
  const apart = bootstrapDifference(series(candidate, 'ndcg10'), series(popularity, 'ndcg10'), limits);
  return {
    code: 'not_above_popularity',
    passed: apart.low > 0,
    sentence: `NDCG@10 minus popularity's is ${figures(apart)}; the interval must lie above 0.`,
  };
}

function checkActive(candidate: GateSystem, active: GateSystem, limits: GateThresholds): GateCheck {
  const apart = bootstrapDifference(series(candidate, 'ndcg10'), series(active, 'ndcg10'), limits);
  const least = -limits.activeTolerance * meanOf(series(active, 'ndcg10'));
  return {
    code: 'below_active',
    passed: apart.high >= 0 && apart.mean >= least,
    sentence: `NDCG@10 minus the active model's is ${figures(apart)}; the interval must reach 0 and the mean ${least.toFixed(4)}.`,
  };
}

function checkCoverage(
  candidate: GateSystem,
  { system, name }: Reference,
  limits: GateThresholds,
): GateCheck {
  const least = (1 - limits.coverageTolerance) * system.coverage20;
  return {
    code: 'coverage_fell',
    passed: candidate.coverage20 >= least,
    sentence: `Coverage@20 is ${candidate.coverage20.toFixed(4)}, that of ${name} ${system.coverage20.toFixed(4)}; at least ${least.toFixed(4)} is needed.`,
  };
}

function checkColdPeople(
  { candidate, historyLengths }: GateEvidence,
  { system, name }: Reference,
  limits: GateThresholds,
): GateCheck[] {
  const isCold = (_: number, at: number): boolean => historyLengths[at]! < limits.coldLikes;
  const own = series(candidate, 'recall20').filter(isCold);
  if (own.length < limits.fewestColdPeople) return [];
  const apart = bootstrapDifference(own, series(system, 'recall20').filter(isCold), limits);
  return [
    {
      code: 'cold_people_fell',
      passed: apart.high >= 0,
      sentence: `For ${own.length} people with fewer than ${limits.coldLikes} likes, Recall@20 minus that of ${name} is ${figures(apart)}; the interval must reach 0.`,
    },
  ];
}

function checkColdItems(
  { coldItems }: GateSystem,
  { system, name }: Reference,
  limits: GateThresholds,
): GateCheck[] {
  if (coldItems.people < limits.fewestColdPeople) return [];
  const least = (1 - limits.coldItemTolerance) * system.coldItems.recall20;
  return [
    {
      code: 'cold_items_fell',
      passed: coldItems.recall20 >= least,
      sentence: `Recall@20 among cold items is ${coldItems.recall20.toFixed(4)}, that of ${name} ${system.coldItems.recall20.toFixed(4)}; at least ${least.toFixed(4)} is needed.`,
    },
  ];
}

function series({ perPerson }: GateSystem, metric: string): Float32Array {
  const values = perPerson[metric];
  if (!values) throw new RangeError(`Cannot judge: the evidence has no ${metric} of each person`);
  return values;
}

function meanOf(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return values.length === 0 ? 0 : sum / values.length;
}

function figures({ mean, low, high }: Interval): string {
  return `${mean.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`;
}
