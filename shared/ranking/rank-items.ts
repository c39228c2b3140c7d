export interface RankCandidate {
  id: number;
  score: number;
  /** Null when the maker is not known; such items are never capped. */
  makerId: number | null;
}

export interface RankOptions {
  /** Rows of the page. */
  limit: number;
  /** Largest part of a page that one maker gets, above 0 and at most 1; 0.2 is 4 of 20. Rounded up. */
  makerShare: number;
}

/**
 * The page: best score first, equal scores by ascending id, no maker above its share. Where too few others are left,
 * the cap rises by one until the page is full: min(limit, candidates) rows come back always. Deterministic, so each
 * shown item has propensity 1.
 * @throws RangeError when an option is out of range.
 */
export function rankItems<Candidate extends RankCandidate>(
  candidates: readonly Candidate[],
  { limit, makerShare }: RankOptions,
): Candidate[] {
  if (!Number.isInteger(limit) || limit < 1) throw new RangeError(`Cannot rank: limit is ${limit}`);
  if (!(makerShare > 0 && makerShare <= 1)) throw new RangeError(`Cannot rank: makerShare is ${makerShare}`);
  const sorted = [...candidates].sort((a, b) => b.score - a.score || a.id - b.id);
  const size = Math.min(limit, sorted.length);
  // The tolerance keeps a share such as 0.07 of 100 from rounding up by a binary fraction.
  let cap = Math.ceil(limit * makerShare - 1e-9);
  let page = takeCapped(sorted, size, cap);
  while (page.length < size) page = takeCapped(sorted, size, ++cap);
  return page;
}

function takeCapped<Candidate extends RankCandidate>(
  sorted: Candidate[],
  size: number,
  cap: number,
): Candidate[] {
  const page: Candidate[] = [];
  const taken = new Map<number, number>();
  for (const candidate of sorted) {
    if (page.length === size) break;
    const ofMaker = candidate.makerId === null ? 0 : (taken.get(candidate.makerId) ?? 0);
    if (ofMaker >= cap) continue;
    if (candidate.makerId !== null) taken.set(candidate.makerId, ofMaker + 1);
    page.push(candidate);
  }
  return page;
}
