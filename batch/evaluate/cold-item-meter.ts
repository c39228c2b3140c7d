import type { EvaluationCase } from './evaluation-cases.ts';
import type { ColdItemGroups } from './measurement.ts';
import { rankingMetrics } from './ranking-metrics.ts';
import { topItems } from './top-items.ts';

export interface ColdItemMeter {
  /** @param scores of the full catalogue, history masked */
  add(index: number, scores: Float32Array): void;
  finish(): ColdItemGroups;
}

/**
 * How well items without a like in the history part are found, over the people who like one next: ranked in the
 * full `catalogue`, and `among-cold` with nothing but such items beside them.
 */
export function coldItemMeter(
  cases: readonly EvaluationCase[],
  { ks, likes }: { ks: readonly number[]; likes: Float32Array },
): ColdItemMeter {
  const coldItems = Int32Array.from(Array.from(likes.keys()).filter((item) => likes[item] === 0));
  const coldScores = new Float32Array(coldItems.length);
  const limit = Math.max(...ks);
  const sums = { catalogue: zeros(ks), 'among-cold': zeros(ks) };
  let people = 0;
  let count = 0;

  function addMetrics(to: Record<string, number>, ranked: readonly number[], targets: Set<number>): void {
    for (const k of ks) {
      const { recall, ndcg } = rankingMetrics(ranked, targets, k);
      to[`recall${k}`]! += recall;
      to[`ndcg${k}`]! += ndcg;
    }
  }

  return {
    add(index, scores) {
      const targets = new Set<number>();
      for (const item of cases[index]!.targets) if (likes[item] === 0) targets.add(item);
      if (targets.size === 0) return;
      people++;
      count += targets.size;
      for (let at = 0; at < coldItems.length; at++) coldScores[at] = scores[coldItems[at]!]!;
      const amongCold = topItems(coldScores, limit).map((at) => coldItems[at]!);
      addMetrics(sums.catalogue, topItems(scores, limit), targets);
      addMetrics(sums['among-cold'], amongCold, targets);
    },
    finish() {
      const counts = { people, targets: count, items: coldItems.length };
      return Object.entries(sums).map(([name, sum]) => ({
        name,
        counts,
        metrics: Object.fromEntries(
          Object.entries(sum).map(([metric, value]) => [metric, people === 0 ? 0 : value / people]),
        ),
      }));
    },
  };
}

function zeros(ks: readonly number[]): Record<string, number> {
  return Object.fromEntries(ks.flatMap((k) => [`recall${k}`, `ndcg${k}`]).map((name) => [name, 0]));
}
