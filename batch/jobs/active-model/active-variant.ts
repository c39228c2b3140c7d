import { likesOfItems } from '../../evaluate/likes-of-items.ts';
import type { ModelVariant } from '../../evaluate/measure-model.ts';
import type { TrainingData } from '../../io/training-data.ts';
import type { ItemVectors } from '../../publish/item-vectors.ts';
import type { Artifact } from '../../publish/read-artifact.ts';
import { artifactScorer } from './artifact-scorer.ts';

/**
 * The active version as a way to rank `data`, with popularity weighed as it serves. Items that it does not know score
 * like a vector of zeros: popularity alone. The backend must have been selected.
 */
export async function activeVariant(
  { artifact, vectors }: { artifact: Artifact; vectors: ItemVectors },
  data: TrainingData,
): Promise<ModelVariant & { dispose(): void }> {
  const { scoring } = artifact.manifest;
  const [likes] = await likesOfItems(data, {
    end: data.split.validationEnd,
    halfLivesDays: [scoring.popularityHalfLifeDays],
  });
  return {
    name: 'active',
    ...(await artifactScorer({ artifact, vectors }, data.items)),
    scoring: {
      likes: likes!,
      popularityWeights: scoring.popularityWeights,
    },
  };
}
