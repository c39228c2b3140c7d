import { type NopedItem, nopePenalty } from './nope-penalty.ts';
import { type CappedItem, type PageShares, pageCaps } from './page-caps.ts';
import { tagOverlap } from './tag-overlap.ts';

export interface PageCandidate extends CappedItem {
  id: number;
  score: number;
  tags: readonly string[];
}

export interface RankPageOptions {
  /** Rows of the page. */
  limit: number;
  /** The person's recent nopes. */
  nopes: readonly NopedItem[];
  /** Default: a fifth of the page for a maker, a series and a performer. */
  shares?: PageShares;
  /**
   * In [0, 1]: weight of being unlike the page so far against the score, which counts 1 - diversity; 0, the default, ranks by
   * score alone.
   */
  diversity?: number;
  /** In [0, 0.5]: the probability that a row is drawn at random from all that may stand there; default 0. */
  exploration?: number;
  /** Uniform in [0, 1); asked twice a row at most. Needed where `exploration` is above 0. */
  random?: () => number;
}

export interface RankedItem<Candidate> {
  /** With the score that it has after nopes. */
  item: Candidate;
  /** Probability that this item came on this row, given the rows above; in (0, 1]. */
  propensity: number;
  /** Whether it stands there by chance alone: it was drawn, and another one would have been next. */
  explored: boolean;
}

const usualShares: PageShares = { maker: 0.2, series: 0.2, performer: 0.2 };

/**
 * Every rule between retrieval and the page, for serving and for offline evaluation. Recent nopes lower what is like them.
 * Then row by row, among what no cap forbids: the best by maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998)
 * of the score, brought to [0, 1] over the candidates, and the largest tag overlap with the page so far; equal ones by score,
 * then by ascending id. With probability `exploration` the row is drawn uniformly instead. Where caps leave nobody, all of
 * them rise by one: min(limit, candidates) rows come back always.
 * @throws RangeError when an option is out of range.
 */
export function rankPage<Candidate extends PageCandidate>(
  candidates: readonly Candidate[],
  { limit, nopes, shares = usualShares, diversity = 0, exploration = 0, random }: RankPageOptions,
): RankedItem<Candidate>[] {
  if (!Number.isInteger(limit) || limit < 1) throw new RangeError(`Cannot rank: limit is ${limit}`);
  if (!(diversity >= 0 && diversity <= 1)) throw new RangeError(`Cannot rank: diversity is ${diversity}`);
  if (!(exploration >= 0 && exploration <= 0.5))
    throw new RangeError(`Cannot rank: exploration is ${exploration}`);
  if (exploration > 0 && !random) throw new RangeError('Cannot rank: exploration needs random numbers');
  const caps = pageCaps(limit, shares);
  const left = candidates
    .map((candidate) => ({ ...candidate, score: candidate.score - nopePenalty(candidate, nopes) }))
    .sort((a, b) => b.score - a.score || a.id - b.id)
    .map((item) => ({ item, keys: caps.keysOf(item), overlap: 0 }));
  const relevance = unitScale(left.map(({ item }) => item.score));
  const isPlain = diversity === 0 && exploration === 0;
  const page: RankedItem<Candidate>[] = [];
  for (let slack = 0; page.length < limit && left.length > 0; ) {
    const isAllowed = ({ keys }: (typeof left)[number]): boolean => caps.allows(keys, slack);
    // By score alone the first one will do: most pages are ranked so, and offline thousands of them.
    const first = left.find(isAllowed);
    if (!first) {
      slack++;
      continue;
    }
    const allowed = isPlain ? [first] : left.filter(isAllowed);
    const best = bestOf(allowed);
    const draws = exploration > 0 && random!() < exploration;
    const chosen = draws ? allowed[Math.floor(random!() * allowed.length)]! : best;
    const drawn = exploration / allowed.length;
    page.push({
      item: chosen.item,
      propensity: chosen === best ? 1 - exploration + drawn : drawn,
      explored: chosen !== best,
    });
    caps.take(chosen.keys);
    left.splice(left.indexOf(chosen), 1);
    if (diversity > 0)
      for (const one of left)
        one.overlap = Math.max(one.overlap, tagOverlap(one.item.tags, chosen.item.tags));
  }
  return page;

  /** They stand in order of score, so that the first of equals is the one with the better score. */
  function bestOf(some: readonly (typeof left)[number][]): (typeof left)[number] {
    const value = ({ item, overlap }: (typeof left)[number]) =>
      (1 - diversity) * relevance(item.score) - diversity * overlap;
    return some.reduce((a, b) => (value(b) > value(a) ? b : a));
  }
}

/** Brings the lowest of the values to 0 and the highest to 1; all to 1 where they are equal. */
function unitScale(values: readonly number[]): (value: number) => number {
  const high = Math.max(...values);
  const range = high - Math.min(...values);
  return (value) => (range > 0 ? 1 - (high - value) / range : 1);
}
