import type * as tf from '@tensorflow/tfjs';

/** What the candidates are to each person of a step. */
export interface LossTargets {
  /** [people, candidates]: weight of each target, zero elsewhere. */
  targets: tf.Tensor2D;
  /** [people, candidates]: added to the logits; -1e4 excludes a candidate. */
  logitOffsets: tf.Tensor2D;
}
