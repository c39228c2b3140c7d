import * as tf from '@tensorflow/tfjs';
import type { Batch } from './build-batch.ts';
import { itemTable } from './item-table.ts';
import { addSparseTimesDense, addTransposedSparseTimesDense, type SparseMatrix } from './sparse-matrix.ts';
import { type TowerParameters, zeroParameters } from './tower-parameters.ts';
import type { TrainingConfig } from './training-config.ts';
import { twoTowerLoss } from './two-tower-loss.ts';

export interface StepResult {
  /** Nats a target. */
  loss: number;
  gradients: TowerParameters;
}

/**
 * Loss and gradients of one batch. Item tables and history pools are sparse products outside the graph; the dense
 * part (user tower, scores, softmax) is differentiated by TF.js.
 */
export function trainingStep(
  batch: Batch,
  parameters: TowerParameters,
  content: SparseMatrix,
  config: TrainingConfig,
  hidden: Uint8Array,
): StepResult {
  const { dim } = config;
  const items = content.rows;
  const history = itemTable(parameters, content, dim);
  const candidates = itemTable(parameters, content, dim, (item) => hidden[item] === 1);
  const blocks = [batch.likes, batch.recentLikes, batch.nopes];
  const pools = new Float32Array(batch.size * 3 * dim);
  for (const [block, sparse] of blocks.entries()) {
    addSparseTimesDense(pools, sparse, history, { width: dim, stride: 3 * dim, offset: block * dim });
  }

  const dense = denseGradients(batch, { pools, candidates, parameters, items }, config);

  const gradients = zeroParameters({ items, contentWidth: parameters.content.length / dim, dim });
  const contentTable = new Float32Array(items * dim);
  for (const [block, sparse] of blocks.entries()) {
    const layout = { width: dim, stride: 3 * dim, offset: block * dim };
    addTransposedSparseTimesDense(contentTable, sparse, dense.pools, layout);
  }
  gradients.itemIds.set(contentTable);
  for (let item = 0; item < items; item++) {
    for (let at = item * dim; at < (item + 1) * dim; at++) {
      const gradient = dense.candidates[at]!;
      contentTable[at] = contentTable[at]! + gradient;
      if (hidden[item] === 0) gradients.itemIds[at] = gradients.itemIds[at]! + gradient;
    }
  }
  addTransposedSparseTimesDense(gradients.content, content, contentTable, { width: dim });
  gradients.kernel.set(dense.kernel);
  gradients.bias.set(dense.bias);
  return { loss: dense.loss, gradients };
}

interface DenseInput {
  pools: Float32Array;
  candidates: Float32Array;
  parameters: TowerParameters;
  items: number;
}

function denseGradients(batch: Batch, input: DenseInput, { dim, temperature }: TrainingConfig) {
  const tensors = tf.tidy(() => {
    const shape: [number, number] = [batch.size, input.items];
    const targets = tf.tensor2d(batch.targets, shape);
    const logitOffsets = tf.tensor2d(batch.logitOffsets, shape);
    const { value, grads } = tf.valueAndGrads((pools, kernel, bias, candidates) =>
      twoTowerLoss(
        pools as tf.Tensor2D,
        kernel as tf.Tensor2D,
        bias as tf.Tensor2D,
        candidates as tf.Tensor2D,
        {
          targets,
          logitOffsets,
          temperature,
        },
      ),
    )([
      tf.tensor2d(input.pools, [batch.size, 3 * dim]),
      tf.tensor2d(input.parameters.kernel, [3 * dim, dim]),
      tf.tensor2d(input.parameters.bias, [1, dim]),
      tf.tensor2d(input.candidates, [input.items, dim]),
    ]);
    return [value, ...grads];
  });
  // Read outside of tidy: it walks whatever it returns element by element in search of tensors.
  const [loss, pools, kernel, bias, candidates] = tensors.map(
    (tensor) => tensor.dataSync<'float32'>() as Float32Array,
  );
  tf.dispose(tensors);
  return { loss: loss![0]!, pools: pools!, kernel: kernel!, bias: bias!, candidates: candidates! };
}
