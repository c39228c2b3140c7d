import type { ModelManifest } from '../../../shared/contracts/model-manifest.ts';
import type { OffPolicyReport } from '../../../shared/contracts/off-policy-report.ts';
import { buildOffPolicyReport } from '../../evaluate/off-policy/build-off-policy-report.ts';
import { judgePolicy } from '../../evaluate/off-policy/judge-policy.ts';
import { targetPages } from '../../evaluate/off-policy/target-pages.ts';
import { usableImpressions } from '../../evaluate/off-policy/usable-impressions.ts';
import type { Scorer } from '../../evaluate/scorer.ts';
import type { ImpressionLog, LoggedPage } from '../../io/impressions/impression-log.ts';
import { outcomeHours } from '../../io/impressions/logged-impressions-sql.ts';
import type { TrainingSet } from '../../io/training-set.ts';
import { createRandom } from '../../random/create-random.ts';
import { shuffle } from '../../random/shuffle.ts';

export interface JudgeOnLogOptions {
  data: TrainingSet;
  logits: Scorer;
  scoring: Pick<ModelManifest['scoring'], 'popularityHalfLifeDays' | 'popularityWeights'>;
  seed: number;
  signal?: AbortSignal | undefined;
}

/** So many days of the log are asked for. */
export const loggedDays = 30;
/** Fewer impressions than this say nothing. */
const fewest = 1000;
/** Each is ranked for anew. */
const mostPages = 2000;

/**
 * Estimates for a model in training from the pages that were shown during its test part, which it has not seen; at most
 * 2,000 of them, drawn at random. Null where fewer than 1,000 impressions are left.
 */
export async function judgeOnLog(
  log: ImpressionLog,
  { data, logits, scoring, seed, signal }: JudgeOnLogOptions,
): Promise<OffPolicyReport | null> {
  const notBefore = data.decidedAt[data.split.validationEnd] ?? Number.POSITIVE_INFINITY;
  const unseen = log.pages.filter(({ shownAt }) => shownAt >= notBefore);
  const sample = { ...log, pages: drawPages(unseen, seed) };
  const { impressions, leftOut } = usableImpressions(sample, {
    indexOf: new Map(data.items.map(({ id }, index) => [id, index])),
    at: 'place',
    notBefore,
  });
  if (impressions.length < fewest) return null;
  const pages = await targetPages(sample, { data, logits, scoring, signal });
  const common = { at: 'place', clip: 100, level: 0.95 } as const;
  const judged = [judgePolicy(impressions, { version: 'model', pages, ...common })];
  const countRows = (some: readonly LoggedPage[]) => some.reduce((sum, { shown }) => sum + shown.length, 0);
  const beforeModel = countRows(log.pages) - countRows(unseen);
  return buildOffPolicyReport({
    ...{ days: loggedDays, outcomeHours, ...common },
    ...{ leftOut: { ...leftOut, beforeModel }, impressions, judged },
  });
}

/** In order of time, as they were. */
function drawPages(pages: readonly LoggedPage[], seed: number): LoggedPage[] {
  const order = Int32Array.from(pages.keys());
  shuffle(order, createRandom(seed, 40));
  return Array.from(order.subarray(0, mostPages).sort(), (at) => pages[at]!);
}
