import type { EvaluationReport } from '../../../shared/contracts/evaluation-report.ts';
import type { EvaluationCase } from '../evaluation-cases.ts';

/** What choices on the validation part maximise: its mean over cases. */
export interface Objective {
  /** As reports have it. */
  name: EvaluationReport['objective'];
  /** Whether the case has a value at all. */
  applies(entry: EvaluationCase): boolean;
  /** @param scores of one case, shape [items], -Infinity where it has decided; larger is better. */
  valueOf(scores: Float32Array, entry: EvaluationCase): number;
}
