import { AppError } from '../../../shared/errors/app-error.ts';
import { drawCases } from '../../evaluate/draw-cases.ts';
import { meanObjective } from '../../evaluate/objectives/mean-objective.ts';
import { objectiveNamed } from '../../evaluate/objectives/objective-named.ts';
import { twoTowerScorer } from '../../evaluate/two-tower-scorer.ts';
import type { ModelTables } from '../../io/model-tables.ts';
import type { TrainingData } from '../../io/training-data.ts';
import type { TrainingConfig } from '../../train/training-config.ts';

/** It is measured every few epochs. */
const mostPeople = 1000;

/**
 * What early stopping goes by: the objective of tables, by their similarity alone, on at most 1,000 people of the
 * validation part, drawn at random.
 * @throws AppError NOT_ENOUGH_DATA when nobody likes anything new there.
 */
export async function validationObjective(
  data: TrainingData,
  config: Pick<TrainingConfig, 'seed' | 'history' | 'temperature' | 'objective'>,
  signal?: AbortSignal,
): Promise<(tables: ModelTables) => Promise<number>> {
  const { trainEnd, validationEnd } = data.split;
  const { cases } = await drawCases(data, {
    ...{ historyEnd: trainEnd, targetEnd: validationEnd },
    ...{ limit: mostPeople, seed: config.seed, signal },
  });
  if (cases.length === 0) {
    throw new AppError('NOT_ENOUGH_DATA', 'nobody likes anything new in the validation part of the data', {
      hint: 'Import more decisions, raise validationShare, or set earlyStopping.patience=0.',
    });
  }
  return async (tables) => {
    const scorer = twoTowerScorer(tables, config);
    try {
      return await meanObjective(cases, scorer.logits, {
        items: data.items.length,
        objective: objectiveNamed(config.objective),
      });
    } finally {
      scorer.dispose();
    }
  };
}
