import { addPenalty } from './add-penalty.ts';
import type { Batch } from './build-batch.ts';
import { denseGradients } from './dense-gradients.ts';
import type { StepGradients } from './row-gradient.ts';
import { createScratch, type Scratch } from './scratch.ts';
import { addSparseTimesDense, addTransposedSparseTimesDense, type SparseMatrix } from './sparse-matrix.ts';
import { stepTables } from './step-tables.ts';
import type { TowerParameters } from './tower-parameters.ts';
import type { TrainingConfig } from './training-config.ts';

export interface StepResult {
  /** That of the configuration, a target or a decision; without the penalties, which the gradients have. */
  loss: number;
  gradients: StepGradients;
}

export interface StepOptions {
  /** [items, contentWidth]: encoded items. */
  content: SparseMatrix;
  config: TrainingConfig;
  /** [candidates]: 1 where the id embedding of a candidate is left out. */
  hidden: Uint8Array;
  /** The gradients lie in it: the next step with the same one overwrites them. */
  scratch?: Scratch;
}

/**
 * Loss and gradients of one batch. Only the rows that the batch names are read or get a gradient: item tables and
 * history pools are sparse products outside of the graph, the dense part (user tower, scores, loss) is TF.js's.
 */
export function trainingStep(
  batch: Batch,
  parameters: TowerParameters,
  { content, config, hidden, scratch = createScratch() }: StepOptions,
): StepResult {
  const { dim } = config;
  const { rows } = batch;
  const tables = stepTables(parameters, content, { rows, hidden, dim, scratch });
  const blocks = [batch.likes, batch.recentLikes, batch.nopes];
  const layout = (block: number) => ({ width: dim, stride: 3 * dim, offset: block * dim });
  const pools = scratch.zeros('pools', batch.size * 3 * dim);
  for (const [block, sparse] of blocks.entries()) {
    addSparseTimesDense(pools, sparse, tables.history, layout(block));
  }

  const dense = denseGradients(
    { ...batch, pools, candidateRows: tables.candidates, kernel: parameters.kernel, bias: parameters.bias },
    config,
  );

  // Of whole rows, id and content together: those of candidates, and on top those of what was pooled.
  const ofItems = scratch.zeros('ofItems', rows.length * dim);
  ofItems.set(dense.candidates);
  for (const [block, sparse] of blocks.entries()) {
    addTransposedSparseTimesDense(ofItems, sparse, dense.pools, layout(block));
  }
  const ofIds = scratch.zeros('ofIds', ofItems.length);
  ofIds.set(ofItems);
  for (let row = 0; row < hidden.length; row++) {
    if (hidden[row] === 0) continue;
    for (let at = row * dim; at < (row + 1) * dim; at++) ofIds[at] = ofIds[at]! - dense.candidates[at]!;
  }
  const ofContent = scratch.zeros('ofContent', tables.contentRows.length * dim);
  addTransposedSparseTimesDense(ofContent, tables.content, ofItems, { width: dim });
  const itemIds = { rows, values: ofIds };
  const ofContentRows = { rows: tables.contentRows, values: ofContent };
  addPenalty(itemIds, parameters.itemIds, config.idPenalty);
  addPenalty(ofContentRows, parameters.content, config.contentPenalty);
  return {
    loss: dense.loss,
    gradients: { itemIds, content: ofContentRows, kernel: dense.kernel, bias: dense.bias },
  };
}
