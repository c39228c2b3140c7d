import * as tf from '@tensorflow/tfjs';
import { type ContrastiveSettings, cosineContrastive } from './loss/cosine-contrastive.ts';
import { decisionCrossEntropy } from './loss/decision-cross-entropy.ts';
import type { LossTargets } from './loss/loss-targets.ts';
import { multiTargetSoftmax } from './loss/multi-target-softmax.ts';
import { normaliseRows } from './loss/normalise-rows.ts';
import { prefixWidths } from './loss/prefix-widths.ts';

export interface TwoTowerLossSettings {
  loss: 'softmax' | 'contrastive' | 'logistic';
  temperature: number;
  contrastive: ContrastiveSettings;
  matryoshka: { prefixes: readonly number[]; weight: number };
}

/** Inputs of the loss that gradients are wanted for. */
export interface TowerTensors {
  /** [people, 3 * dim]: likes, recent likes, nopes side by side. */
  pools: tf.Tensor2D;
  /** [3 * dim, dim] and [1, dim]: the user tower. */
  kernel: tf.Tensor2D;
  bias: tf.Tensor2D;
  /** [candidates, dim]: item tower output before normalisation. */
  candidates: tf.Tensor2D;
}

/**
 * The loss of a step: that of the whole vectors, plus `matryoshka.weight` times that of each prefix of them, brought to
 * unit length by itself (Matryoshka representation learning, arXiv 2205.13147).
 */
export function twoTowerLoss(
  { pools, kernel, bias, candidates }: TowerTensors,
  known: LossTargets,
  settings: TwoTowerLossSettings,
): tf.Scalar {
  const queries = tf.add(tf.matMul(pools, kernel), bias) as tf.Tensor2D;
  const whole = lossOfWidth(queries, candidates, { ...settings, ...known });
  return prefixWidths(settings.matryoshka, kernel.shape[1]).reduce((sum, width) => {
    const prefix = lossOfWidth(
      tf.slice(queries, [0, 0], [-1, width]),
      tf.slice(candidates, [0, 0], [-1, width]),
      { ...settings, ...known },
    );
    return tf.add(sum, tf.mul(prefix, settings.matryoshka.weight));
  }, whole);
}

/** In the field's order: embeddings, scores, temperature, sampling correction and mask, loss. */
function lossOfWidth(
  queries: tf.Tensor2D,
  candidates: tf.Tensor2D,
  { loss, temperature, contrastive, ...known }: TwoTowerLossSettings & LossTargets,
): tf.Scalar {
  const queryEmbeddings = normaliseRows(queries);
  const candidateEmbeddings = normaliseRows(candidates);
  const cosines = tf.matMul(queryEmbeddings, candidateEmbeddings, false, true) as tf.Tensor2D;
  if (loss === 'contrastive') return cosineContrastive(cosines, known, contrastive);
  const logits = tf.div(cosines, temperature) as tf.Tensor2D;
  if (loss === 'logistic') return decisionCrossEntropy(logits, known);
  return multiTargetSoftmax(logits, known, 1 / temperature);
}
