import { drawSample } from './draw-sample.ts';
import type { EvaluationCase } from './evaluation-cases.ts';

/**
 * At most `limit` cases, people drawn at random: the lowest ids came first and have longer histories. The order of
 * those kept stays.
 */
export function sampleCases(
  cases: EvaluationCase[],
  { limit, seed }: { limit: number; seed: number },
): EvaluationCase[] {
  if (cases.length <= limit) return cases;
  return Array.from(drawSample(cases.length, { limit, seed }), (index) => cases[index]!);
}
