import type { FeatureSpec } from '../../../shared/features/feature-spec.ts';
import type { ModelTables } from '../../io/model-tables.ts';

export interface FittedTables {
  tables: ModelTables;
  temperature: number;
  /** With the history settings that the tables pool by. */
  spec: FeatureSpec;
  /** With those of the parts that a blend is made of. */
  seconds: number;
  /** `spectral`: likes a second; the others: people a second. */
  examplesPerSecond: number;
  /** Mean loss of each epoch; empty for tables in closed form. */
  losses: number[];
  /** Of early stopping: what the validation part said, by epoch. */
  measurements: { epoch: number; quality: number }[];
}
