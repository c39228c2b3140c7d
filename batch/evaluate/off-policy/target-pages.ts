import type { ModelManifest } from '../../../shared/contracts/model-manifest.ts';
import { popularityWeight } from '../../../shared/ranking/popularity-weight.ts';
import type { ImpressionLog } from '../../io/impressions/impression-log.ts';
import type { TrainingSet } from '../../io/training-set.ts';
import { caseBlocks } from '../case-blocks.ts';
import type { Scorer } from '../scorer.ts';
import { servedPage } from '../served-page.ts';
import { likeTimeline } from './like-timeline.ts';
import { pageCases } from './page-cases.ts';

export interface TargetPagesOptions {
  /** Catalogue, and the likes that popularity comes from. */
  data: TrainingSet;
  /** similarity / temperature of each case with each item. */
  logits: Scorer;
  scoring: Pick<ModelManifest['scoring'], 'popularityHalfLifeDays' | 'popularityWeights'>;
  signal?: AbortSignal | undefined;
  /** Pages done so far. */
  onProgress?: ((pages: number) => void) | undefined;
}

/**
 * What a model would have shown in place of each page of a log: the same person, the same number of rows, decisions and
 * likes of before the page, no item that came later, and the rules of shared/ranking. Indices of items by place.
 */
export async function targetPages(
  log: Pick<ImpressionLog, 'pages' | 'decisions' | 'arrivals'>,
  { data, logits, scoring, signal, onProgress }: TargetPagesOptions,
): Promise<number[][]> {
  const items = data.items.length;
  const cases = pageCases(log, new Map(data.items.map(({ id }, index) => [id, index])));
  const arrivals = data.items.flatMap(({ id }, index) => {
    const at = log.arrivals.get(id);
    return at === undefined ? [] : [{ index, at }];
  });
  const timeline = likeTimeline(data, scoring.popularityHalfLifeDays);
  const page = servedPage(data.items);
  const shown: number[][] = [];
  for await (const block of caseBlocks(cases, logits, { items, signal })) {
    for (const [row, entry] of block.cases.entries()) {
      const { shownAt, places } = log.pages[block.first + row]!;
      const scores = block.row(row);
      const weight = popularityWeight(entry.likes.length, scoring);
      const likes = timeline.before(shownAt);
      if (weight !== 0)
        for (let item = 0; item < items; item++) scores[item]! += weight * Math.log1p(likes[item]!);
      for (const { index, at } of arrivals) if (at > shownAt) scores[index] = Number.NEGATIVE_INFINITY;
      shown.push(page(entry, scores, places));
    }
    onProgress?.(shown.length);
  }
  return shown;
}
