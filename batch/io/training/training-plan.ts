import { createHash } from 'node:crypto';
import type { DatasetReference } from '../../../shared/contracts/dataset-manifest.ts';
import type { DatasetPlan } from '../datasets/dataset-plan.ts';
import type { SplitShares } from './split-bounds.ts';
import { trainingSchema } from './training-tables.ts';

/** Raised when the same input has to give other rows. */
const semantics = 2;

export interface TrainingPlanOptions extends SplitShares {
  /** SHA-256 (hex) or another name of everything that the rows come from. */
  content: string;
  /** Which pseudonym key is used. */
  keyId: string;
  parents: DatasetReference[];
}

/** Where a training dataset goes. `salt` is that of its pseudonyms: another content or another split has another one. */
export function trainingPlan(options: TrainingPlanOptions): { plan: DatasetPlan; salt: string } {
  const { content, keyId, parents, trainShare, validationShare } = options;
  const salt = sha256(['training', trainingSchema, semantics, content, trainShare, validationShare]);
  const plan: DatasetPlan = {
    stage: 'validated',
    name: 'training',
    version: sha256([salt, keyId]).slice(0, 16),
    schema: trainingSchema,
    parents,
    inputs: [],
    parameters: { trainShare, validationShare, pseudonymKeyId: keyId },
  };
  return { plan, salt };
}

function sha256(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
