import { AppError } from '../../shared/errors/app-error.ts';
import { evaluationCases } from '../evaluate/evaluation-cases.ts';
import { meanObjective } from '../evaluate/objective.ts';
import { sampleCases } from '../evaluate/sample-cases.ts';
import { twoTowerScorer } from '../evaluate/two-tower-scorer.ts';
import type { ModelTables } from '../io/model-tables.ts';
import type { TrainingSet } from '../io/training-set.ts';
import type { TrainingConfig } from '../train/training-config.ts';

/** It is measured every few epochs. */
const mostPeople = 1000;

/**
 * What early stopping goes by: NDCG@10 + Recall@20 of tables, by their similarity alone, on at most 1,000 people of the
 * validation part, drawn at random.
 * @throws AppError NOT_ENOUGH_DATA when nobody likes anything new there.
 */
export function validationObjective(
  data: TrainingSet,
  config: Pick<TrainingConfig, 'seed' | 'history' | 'temperature'>,
): (tables: ModelTables) => Promise<number> {
  const { trainEnd, validationEnd } = data.split;
  const all = evaluationCases(data, trainEnd, validationEnd);
  const cases = sampleCases(all, { limit: mostPeople, seed: config.seed });
  if (cases.length === 0) {
    throw new AppError('NOT_ENOUGH_DATA', 'nobody likes anything new in the validation part of the data', {
      hint: 'Import more decisions, raise validationShare, or set earlyStopping.patience=0.',
    });
  }
  return async (tables) => {
    const scorer = twoTowerScorer(tables, config);
    try {
      return await meanObjective(cases, scorer.logits, { items: data.items.length });
    } finally {
      scorer.dispose();
    }
  };
}
