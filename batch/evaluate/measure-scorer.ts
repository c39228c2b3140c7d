import { caseBlocks } from './case-blocks.ts';
import { coldItemMeter } from './cold-item-meter.ts';
import type { EvaluationCase } from './evaluation-cases.ts';
import { listMeter } from './list-meter.ts';
import type { Measurement, MeasureOptions } from './measurement.ts';
import type { RowRanker, Scorer } from './scorer.ts';
import { topItems } from './top-items.ts';

/** The best scores, without any rule of the page. */
export const byScore: RowRanker = (_, scores, limit) => topItems(scores, limit);

/**
 * Ranks the full catalogue for each case and compares with what the person liked next. Scores are computed once,
 * however many rankers look at them.
 */
export async function measureScorer(
  cases: readonly EvaluationCase[],
  scorer: Scorer,
  options: MeasureOptions,
): Promise<Record<string, Measurement>> {
  const { ks, likes, signal } = options;
  const limit = Math.max(...ks);
  const cold = coldItemMeter(cases, { ks, likes });
  const meters = Object.entries(options.rankers).map(([name, rank]) => ({
    name,
    rank,
    meter: listMeter(cases, options),
  }));
  for await (const block of caseBlocks(cases, scorer, { items: likes.length, signal })) {
    for (const [row, entry] of block.cases.entries()) {
      const scores = block.row(row);
      for (const { rank, meter } of meters) meter.add(block.first + row, rank(entry, scores, limit));
      cold.add(block.first + row, scores);
    }
  }
  const coldItems = cold.finish();
  return Object.fromEntries(meters.map(({ name, meter }) => [name, meter.finish(coldItems)]));
}
