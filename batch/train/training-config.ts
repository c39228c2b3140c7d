import { z } from 'zod';
import { backendNames } from './backend/backend-names.ts';

/** Every setting of a training run. Unknown keys are refused. */
export const trainingConfigSchema = z.strictObject({
  /** auto: tfjs-node-gpu, tfjs-node, wasm, whichever is installed first. */
  backend: z.enum(['auto', ...backendNames]).default('auto'),
  seed: z.int().min(0).default(1),
  /** Width of both towers' output. The database stores 768. */
  dim: z.int().min(2).max(2000).default(768),
  epochs: z.int().min(1).default(30),
  /** People a step. */
  batchSize: z.int().min(1).default(192),
  learningRate: z.number().positive().default(0.003),
  /** Steps over which the learning rate rises from 0. */
  warmupSteps: z.int().min(0).default(20),
  /** The cosine schedule ends at this share of the learning rate. */
  finalLearningRate: z.number().min(0).max(1).default(0.03),
  /** Decoupled, as in AdamW. */
  weightDecay: z.number().min(0).default(0.05),
  /** Divides the cosine of user and item in the softmax. Below 0.025 its exponentials leave float32: e^(-2/0.025). */
  temperature: z.number().min(0.025).default(0.1),
  /** Share of item ids that are hidden in a step, so that content alone must do. */
  idDropout: z.number().min(0).max(1).default(0.1),
  /** Share of examples with an empty history. */
  emptyHistory: z.number().min(0).max(1).default(0.05),
  /** Extra weight of a hidden nope among the negatives of its person. */
  nopeNegativeWeight: z.number().min(0).default(2),
  /** Standard deviation of new item embeddings. */
  initScale: z.number().positive().default(0.1),
  /** Share of decisions, by time, for training; then for validation; the rest is the test. */
  trainShare: z.number().gt(0).lt(1).default(0.8),
  validationShare: z.number().gt(0).lt(1).default(0.1),
  /** Steps between checkpoints. */
  checkpointEverySteps: z.int().min(1).default(25),
  history: z
    .strictObject({
      likeLimit: z.int().min(1).default(200),
      recentLimit: z.int().min(1).default(5),
      nopeLimit: z.int().min(1).default(50),
      halfLifePositions: z.number().positive().default(20),
    })
    .prefault({}),
  /** Names that fewer items carry are left out of the vocabularies. */
  minItemsPerName: z.int().min(1).default(2),
});

export type TrainingConfig = z.infer<typeof trainingConfigSchema>;
