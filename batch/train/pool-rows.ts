import { poolWeights } from '../../shared/features/pool-weights.ts';
import type { SparseRow } from './sparse-matrix.ts';
import type { TrainingConfig } from './training-config.ts';

export interface PoolRows {
  likes: SparseRow;
  recentLikes: SparseRow;
  nopes: SparseRow;
}

/** The three history pools of a person as sparse rows over items. Both lists are oldest first. */
export function poolRows(likes: number[], nopes: number[], history: TrainingConfig['history']): PoolRows {
  return {
    likes: pool(likes, history.likeLimit, history.halfLifePositions),
    recentLikes: pool(likes, history.recentLimit, history.halfLifePositions),
    nopes: pool(nopes, history.nopeLimit, history.halfLifePositions),
  };
}

function pool(oldestFirst: number[], limit: number, halfLifePositions: number): SparseRow {
  const newestFirst = oldestFirst.slice(-limit).reverse();
  return { indices: newestFirst, values: poolWeights(newestFirst.length, halfLifePositions) };
}
