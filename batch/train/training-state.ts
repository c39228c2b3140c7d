import type { AdamMoments } from './adam.ts';
import {
  initialParameters,
  parameterNames,
  type TowerParameters,
  type TowerShape,
} from './tower-parameters.ts';
import type { TrainingConfig } from './training-config.ts';

/** Quality on the validation part after an epoch; epochs count from 0. */
export interface Measurement {
  epoch: number;
  quality: number;
}

/** What a run knows of itself beside its weights. */
export interface TrainingRecord {
  /** Mean loss of each finished epoch. */
  losses: number[];
  /** Losses of the epoch that is not finished. */
  epochLosses: number[];
  measurements: Measurement[];
}

/** Everything that a run goes on from. */
export interface TrainingState {
  /** Steps done. */
  step: number;
  parameters: TowerParameters;
  moments: Record<(typeof parameterNames)[number], AdamMoments>;
  /** For each row of the two tables, the step up to which weight decay was applied to it. */
  settledAt: { itemIds: Int32Array; content: Int32Array };
  record: TrainingRecord;
  /** Parameters of the best measurement so far; null before the first. */
  best: TowerParameters | null;
}

export function freshState(shape: TowerShape, config: TrainingConfig): TrainingState {
  const parameters = initialParameters(shape, config);
  const moments = parameterNames.map((name) => {
    const { length } = parameters[name];
    return [name, { first: new Float32Array(length), second: new Float32Array(length) }];
  });
  return {
    step: 0,
    parameters,
    moments: Object.fromEntries(moments) as TrainingState['moments'],
    settledAt: { itemIds: new Int32Array(shape.items), content: new Int32Array(shape.contentWidth) },
    record: { losses: [], epochLosses: [], measurements: [] },
    best: null,
  };
}
