import type { ModelManifest } from '../contracts/model-manifest.ts';

/** Weight of ln(1 + decayed likes) for a person with `likeCount` likes: the last step whose bound is reached. */
export function popularityWeight(
  likeCount: number,
  scoring: Pick<ModelManifest['scoring'], 'popularityWeights'>,
): number {
  let weight = 0;
  for (const step of scoring.popularityWeights) if (likeCount >= step.minLikes) weight = step.weight;
  return weight;
}
