import { createRandom } from '../random/create-random.ts';
import { shuffle } from '../random/shuffle.ts';
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
  const order = Int32Array.from(cases.keys());
  shuffle(order, createRandom(seed, cases.length));
  return Array.from(order.subarray(0, limit).sort(), (index) => cases[index]!);
}
