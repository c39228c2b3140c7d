import { decayedLikes } from '../../evaluate/decayed-likes.ts';
import type { ModelVariant } from '../../evaluate/measure-model.ts';
import type { TrainingSet } from '../../io/training-set.ts';
import type { ItemVectors } from '../../publish/item-vectors.ts';
import type { Artifact } from '../../publish/read-artifact.ts';
import { artifactScorer } from './artifact-scorer.ts';

/**
 * The active version as a way to rank `data`, with popularity weighed as it serves. Items that it does not know score
 * like a vector of zeros: popularity alone. The backend must have been selected.
 */
export async function activeVariant(
  { artifact, vectors }: { artifact: Artifact; vectors: ItemVectors },
  data: TrainingSet,
): Promise<ModelVariant & { dispose(): void }> {
  const { scoring } = artifact.manifest;
  return {
    name: 'active',
    ...(await artifactScorer({ artifact, vectors }, data.items)),
    scoring: {
      likes: decayedLikes(data, data.split.validationEnd, scoring.popularityHalfLifeDays),
      popularityWeights: scoring.popularityWeights,
    },
  };
}
