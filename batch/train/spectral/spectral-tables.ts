import { AppError } from '../../../shared/errors/app-error.ts';
import type { ModelTables } from '../../io/model-tables.ts';
import { isInMemory, type TrainingData } from '../../io/training-data.ts';
import { columnCounts } from '../column-counts.ts';
import { type LikeMatrix, likeMatrix } from '../like-matrix.ts';
import type { SparseMatrix } from '../sparse-matrix.ts';
import { streamedLikeMatrix } from '../streamed-like-matrix.ts';
import type { TrainingConfig } from '../training-config.ts';
import { contentMaps } from './content-maps.ts';
import {
  coordinateOf,
  fillSlack,
  largestNorms,
  type NestedLayout,
  nestedLayout,
  slackParts,
} from './nested-slack.ts';
import { spectralUserTower } from './spectral-user-tower.ts';
import { type SingularVectors, topSingularVectors } from './top-singular-vectors.ts';

export interface SpectralProgress {
  step: number;
  steps: number;
}

export interface SpectralOptions {
  /** Decisions with an index below this are used. */
  trainRows: number;
  /** Encoded items. */
  content: { matrix: SparseMatrix; width: number };
  onProgress?: ((progress: SpectralProgress) => void) | undefined;
  /** Heard between rounds. Nothing is written: run it again to resume. */
  signal?: AbortSignal | undefined;
}

/** What spectral tables of any width are cut from. */
export interface SpectralFactors {
  likes: LikeMatrix;
  singular: SingularVectors;
  content: SpectralOptions['content'];
}

/**
 * The largest singular vectors V and values s of N = D_u^-a R D_i^-b, R the likes. The backend must have been selected.
 * Deterministic for a seed and a backend.
 * @throws AppError NOT_ENOUGH_DATA when nobody likes anything; the signal's reason when it is aborted.
 */
export async function spectralFactors(
  data: TrainingData,
  { dim, seed, spectral }: TrainingConfig,
  { trainRows, content, onProgress, signal }: SpectralOptions,
): Promise<SpectralFactors> {
  const likes = isInMemory(data)
    ? likeMatrix(data, trainRows)
    : await streamedLikeMatrix(data, trainRows, signal);
  if (likes.indices.length === 0) {
    throw new AppError('NOT_ENOUGH_DATA', 'nobody likes anything in the training part of the data', {
      hint: 'Import more decisions, or raise trainShare.',
    });
  }
  const singular = await topSingularVectors(likes, {
    count: Math.min(nestedLayout(dim, spectral.prefix).values, spectral.rank),
    extraColumns: spectral.extraColumns,
    rounds: spectral.rounds,
    seed,
    personExponent: spectral.personExponent,
    itemExponent: spectral.itemExponent,
    beforeRound: async (step, steps) => {
      onProgress?.({ step, steps });
      // A turn of the event loop, so that signals are heard.
      await new Promise(setImmediate);
      signal?.throwIfAborted();
    },
  });
  return { likes, singular, content };
}

/**
 * Tables in closed form: history_input = V s^p D_i^-b and embedding = V D_i^b with nested slack, so that a person's
 * score for an item is the sum over their likes of N's smoothed item similarity (Chen et al., GF-CF, arXiv 2108.07567;
 * Xu et al., LinearGF). Items without likes get their rows from content, those with few a blend.
 * @throws the signal's reason when it is aborted.
 */
export async function spectralTables(
  { likes, singular, content }: SpectralFactors,
  { dim, spectral }: Pick<TrainingConfig, 'dim' | 'spectral'>,
  signal?: AbortSignal,
): Promise<ModelTables> {
  const layout = nestedLayout(dim, spectral.prefix);
  const { historyInputs, embeddings } = likedRows(likes, singular, { layout, spectral });
  const maps = await contentMaps(content, { historyInputs, embeddings }, { likes, dim, spectral, signal });
  const norms = largestNorms(embeddings, layout);
  fillSlack(embeddings, layout, norms);
  const scale = (norms.first + norms.second) ** -0.5;
  return {
    dim,
    historyInputs,
    embeddings,
    userTower: spectralUserTower(dim, spectral),
    itemTower: {
      kind: 'spectral',
      historyKernel: maps.historyKernel,
      embeddingKernel: maps.embeddingKernel.map((value) => value * scale),
      parts: slackParts(layout, norms),
    },
  };
}

/** Rows of items with likes, without slack; the others are zero. */
function likedRows(
  likes: LikeMatrix,
  { rank, values, vectors }: SingularVectors,
  { layout, spectral }: { layout: NestedLayout; spectral: TrainingConfig['spectral'] },
) {
  const { dim } = layout;
  const historyInputs = new Float32Array(likes.columns * dim);
  const embeddings = new Float32Array(likes.columns * dim);
  const weights = values.map((value) => value ** spectral.singularExponent);
  const used = Math.min(rank, layout.values);
  for (const [item, degree] of columnCounts(likes).entries()) {
    if (degree === 0) continue;
    const scale = degree ** spectral.itemExponent;
    for (let at = 0; at < used; at++) {
      const value = vectors[item * rank + at]!;
      const to = item * dim + coordinateOf(layout, at);
      historyInputs[to] = (value * weights[at]!) / scale;
      embeddings[to] = value * scale;
    }
  }
  return { historyInputs, embeddings };
}
