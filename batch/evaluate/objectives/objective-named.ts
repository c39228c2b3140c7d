import type { TrainingConfig } from '../../train/training-config.ts';
import { catalogueObjective } from './catalogue-objective.ts';
import { decisionsObjective } from './decisions-objective.ts';
import type { Objective } from './objective.ts';

const objectives: Record<TrainingConfig['objective'], Objective> = {
  catalogue: catalogueObjective,
  decisions: decisionsObjective,
};

/** The objective that the configuration names. */
export function objectiveNamed(name: TrainingConfig['objective']): Objective {
  return objectives[name];
}
