import type { ModelManifest } from '../../shared/contracts/model-manifest.ts';
import { popularityWeight } from '../../shared/ranking/popularity-weight.ts';
import type { Scorer } from './scorer.ts';

export interface ModelScorerOptions {
  /** similarity / temperature of each case with each item, shape [cases, items]. */
  logits: Scorer;
  /** Decayed likes at the time of the cases, shape [items]. */
  likes: Float32Array;
  popularityWeights: ModelManifest['scoring']['popularityWeights'];
}

/** The score of retrieval: similarity / temperature + weight * ln(1 + decayed likes), the weight by number of likes. */
export function modelScorer({ logits, likes, popularityWeights }: ModelScorerOptions): Scorer {
  const logLikes = likes.map((count) => Math.log1p(count));
  const items = likes.length;
  return (cases) => {
    const scores = logits(cases);
    for (const [row, entry] of cases.entries()) {
      const weight = popularityWeight(entry.likes.length, { popularityWeights });
      if (weight === 0) continue;
      const own = scores.subarray(row * items, (row + 1) * items);
      for (let item = 0; item < items; item++) own[item]! += weight * logLikes[item]!;
    }
    return scores;
  };
}
