import { type NopedItem, nopePenalty } from './nope-penalty.ts';
import { type RankCandidate, rankItems } from './rank-items.ts';

export interface RankPageOptions {
  /** Rows of the page. */
  limit: number;
  /** The person's recent nopes. */
  nopes: readonly NopedItem[];
}

/** Largest part of a page that one maker gets. */
const makerShare = 0.2;

/**
 * Every rule between retrieval and the page, for serving and for offline evaluation: recent nopes lower what is
 * like them, then the best are taken with no maker above its share. Each item comes back with the score it has
 * after the rules.
 */
export function rankPage<Candidate extends RankCandidate & Pick<NopedItem, 'tags'>>(
  candidates: readonly Candidate[],
  { limit, nopes }: RankPageOptions,
): Candidate[] {
  const adjusted = candidates.map((candidate) => ({
    ...candidate,
    score: candidate.score - nopePenalty(candidate, nopes),
  }));
  return rankItems(adjusted, { limit, makerShare });
}
