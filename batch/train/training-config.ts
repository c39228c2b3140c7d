import { z } from 'zod';
import { backendNames } from './backend/backend-names.ts';

/** In the order in which they are fitted. */
const baselineNames = [
  'popularity',
  'recentPopularity',
  'itemKnn',
  'ease',
  'easePopularity',
  'ials',
] as const;

/** Every setting of a training run. Unknown keys are refused. */
export const trainingConfigSchema = z.strictObject({
  /** auto: tfjs-node-gpu, tfjs-node, wasm, whichever is installed first. */
  backend: z.enum(['auto', ...backendNames]).default('auto'),
  seed: z.int().min(0).default(1),
  /**
   * Which item tables a model gets: `trained` by gradient steps to find likes in the catalogue, `spectral` in closed form
   * (sparse data without nopes), `blended` of both side by side, `logistic`: trained to tell likes from nopes, or `auto`:
   * all are made and the best on the validation part is kept.
   */
  tables: z.enum(['trained', 'spectral', 'blended', 'logistic', 'auto']).default('trained'),
  /** Width of both towers' output. The database stores 768. */
  dim: z.int().min(2).max(2000).default(768),
  /**
   * Coordinates that are trained at most; what they leave of `dim` is zeros, or spectral in blended tables. Where there
   * are few decisions, wide tables learn them by heart.
   */
  trainedDim: z.int().min(2).default(2000),
  /** How the towers' matrices are stored: float16 halves what a function downloads, at 1e-7 of a cosine. */
  artifactDtype: z.enum(['float32', 'float16']).default('float32'),
  epochs: z.int().min(1).default(30),
  /** People a step. */
  batchSize: z.int().min(1).default(192),
  learningRate: z.number().positive().default(0.003),
  /** How the learning rate goes on after the warm-up: down a half cosine over all epochs, or not at all. */
  learningRateSchedule: z.enum(['cosine', 'constant']).default('cosine'),
  /** Steps over which the learning rate rises from 0. */
  warmupSteps: z.int().min(0).default(20),
  /** The cosine schedule ends at this share of the learning rate; a constant one does not look at it. */
  finalLearningRate: z.number().min(0).max(1).default(0.03),
  /** Decoupled, as in AdamW. */
  weightDecay: z.number().min(0).default(0.05),
  /** Largest Euclidean norm of a step's gradient over all parameters; above it the gradient is scaled down. 0: off. */
  clipNorm: z.number().min(0).default(0),
  /**
   * `softmax`: cross-entropy over the candidates. `contrastive`: the cosine contrastive loss of SimpleX
   * (arXiv 2109.12613), which does not look at the temperature. `logistic`: a person's hidden decisions are told apart,
   * likes from nopes; what nobody decided on has no part in it.
   */
  loss: z.enum(['softmax', 'contrastive', 'logistic']).default('softmax'),
  contrastive: z
    .strictObject({
      /** A negative whose cosine is below this costs nothing. */
      margin: z.number().min(-1).max(1).default(0.4),
      /** Weight of the mean over negatives beside that of the targets. */
      negativeWeight: z.number().min(0).default(150),
    })
    .prefault({}),
  matryoshka: z
    .strictObject({
      /** Widths at which the first coordinates must rank by themselves. One that is not below `dim` has no effect. */
      prefixes: z.array(z.int().min(1)).default([256]),
      /** Weight of each prefix's loss beside that of the whole, which has 1. 0: off. */
      weight: z.number().min(0).default(0.3),
    })
    .prefault({}),
  /**
   * 0: every item is a candidate in every step. Otherwise this many items are drawn uniformly in a step and are its
   * candidates together with what its people are asked for; only their rows are touched. For 20,000 items and more.
   */
  sampledNegatives: z.int().min(0).default(0),
  earlyStopping: z
    .strictObject({
      /** Training ends after this many measurements in a row without a better one, and the best weights win. 0: off. */
      patience: z.int().min(0).default(0),
      /** Epochs between measurements on the validation part. */
      everyEpochs: z.int().min(1).default(1),
    })
    .prefault({}),
  /**
   * While training, this times the logarithm of how often people decide on an item is added to its logits (logit
   * adjustment, Menon et al., arXiv 2007.07314). What is shown often is then liked often without any taste for it, and
   * taste is what the vectors learn; popularity is weighed when ranking. 0: off.
   */
  exposurePrior: z.number().min(0).max(1).default(0),
  /** Divides the cosine of user and item in the softmax. Below 0.025 its exponentials leave float32: e^(-2/0.025). */
  temperature: z.number().min(0.025).default(0.1),
  /**
   * Added to the loss: this times the squared length of the id embeddings that a step touches (L2 regularisation). The
   * larger, the more is said by content, and the less a table learns by heart. 0: off.
   */
  idPenalty: z.number().min(0).default(0),
  /** The same for the rows of the content map. */
  contentPenalty: z.number().min(0).default(0),
  /** Share of item ids that are hidden in a step, so that content alone must do. */
  idDropout: z.number().min(0).max(1).default(0.1),
  /** Share of examples with an empty history. */
  emptyHistory: z.number().min(0).max(1).default(0.05),
  /** Extra weight of a hidden nope among the negatives of its person. */
  nopeNegativeWeight: z.number().min(0).default(2),
  /** Standard deviation of new item embeddings. */
  initScale: z.number().positive().default(0.1),
  /**
   * What tables and weights of popularity are chosen by on the validation part. `catalogue`: NDCG@10 + Recall@20 of new likes
   * among all items, for people who found by themselves what they decided on, and for likes alone. `decisions`: how well
   * likes are told from nopes, for people who decide on what they are shown, as swipes are: what was shown often is liked
   * often, and would win by that.
   */
  objective: z.enum(['catalogue', 'decisions']).default('catalogue'),
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
  /** Tables in closed form, from likes alone. */
  spectral: z
    .strictObject({
      /** Likes are scaled by the number of likes of their person and of their item to the power of minus these. */
      personExponent: z.number().min(0).max(1).default(0.5),
      itemExponent: z.number().min(0).max(1).default(0.5),
      /** Singular values to this power weigh the directions: 0 counts all alike, more flattens out rare tastes. */
      singularExponent: z.number().min(0).max(4).default(0.4),
      /** Width of the prefix that ranks as the whole does; not below `dim`: there is only the whole. */
      prefix: z.int().min(2).default(256),
      /** Singular vectors that are used at most; what they leave of `dim` is zeros. Small, dense data wants few. */
      rank: z.int().min(1).default(2000),
      /** Of the subspace iteration. */
      rounds: z.int().min(1).default(9),
      /** Columns beside those that are kept. */
      extraColumns: z.int().min(0).default(64),
      /** Weight of the recent likes beside that of all likes. */
      recentWeight: z.number().min(0).default(0),
      /** Weight with which nopes are taken off. */
      nopeWeight: z.number().min(0).default(0),
      /** Of the pools, in place of those of `history`: here likes count about alike. */
      likeLimit: z.int().min(1).default(200),
      halfLifePositions: z.number().positive().default(1_000_000),
      /** Lambda of the regression from content, in likes. */
      contentRidge: z.number().positive().default(10),
      /** An item with this many likes gets half of its row from content. */
      contentShrinkage: z.number().min(0).default(0),
    })
    .prefault({}),
  /** Trained and spectral tables side by side. The prefix is that of `spectral`. */
  blend: z
    .strictObject({
      /** How far spectral scores spread beside trained ones; each weight is a candidate on validation. */
      weights: z.array(z.number().positive()).min(1).default([0.2, 0.4]),
      /** Coordinates of the spectral part at most; never more than two thirds of `dim`. */
      spectralDim: z.int().min(2).default(512),
      /** Of those, how many stand in the prefix at most; never more than half of it. */
      spectralPrefix: z.int().min(2).default(64),
    })
    .prefault({}),
  /** Tables of the logistic loss, in place of the settings above. Few coordinates and a strong penalty are best. */
  logistic: z
    .strictObject({
      trainedDim: z.int().min(2).default(16),
      epochs: z.int().min(1).default(60),
      learningRate: z.number().positive().default(0.01),
      idPenalty: z.number().min(0).default(0.02),
      contentPenalty: z.number().min(0).default(0.01),
      initScale: z.number().positive().default(0.01),
      /** Of the pools, in place of that of `history`. */
      halfLifePositions: z.number().positive().default(50),
    })
    .prefault({}),
  /** What the model is measured against. EASE and iALS take longest: minutes where there are ten thousand items. */
  baselines: z.array(z.enum(baselineNames)).default([...baselineNames]),
  /**
   * With more decisions than this they are streamed from disk: memory then grows with the catalogue and, by 12 bytes
   * each, with the people; for spectral tables also by 4 bytes a like. The weights are the same. Of the baselines only
   * those of popularity are measured then. 0: always.
   */
  streamAboveDecisions: z.int().min(0).default(20_000_000),
  /** People whom the test ranks for where decisions are streamed, drawn at random. */
  streamTestPeople: z.int().min(1).default(10_000),
  /** Names that fewer items carry are left out of the vocabularies. */
  minItemsPerName: z.int().min(1).default(2),
});

export type TrainingConfig = z.infer<typeof trainingConfigSchema>;
