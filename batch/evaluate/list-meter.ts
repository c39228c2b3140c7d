import type { EvaluationCase } from './evaluation-cases.ts';
import { exposureMetrics } from './exposure-metrics.ts';
import { historyGroups } from './history-groups.ts';
import { itemPopularityGroups, itemPopularityNames } from './item-popularity-groups.ts';
import { makerShares } from './maker-shares.ts';
import type { ColdItemGroups, Measurement, MeasureOptions } from './measurement.ts';
import { emptyPersonMetrics, meanPersonMetrics, setPersonMetrics } from './person-metrics.ts';

export interface ListMeter {
  add(index: number, ranked: readonly number[]): void;
  finish(coldItems: ColdItemGroups): Measurement;
}

const mostMakers = 50;

/** Takes the list of every case and gives all that can be said of lists. */
export function listMeter(
  cases: readonly EvaluationCase[],
  { ks, likes, makers }: Pick<MeasureOptions, 'ks' | 'likes' | 'makers'>,
): ListMeter {
  const perPerson = emptyPersonMetrics(cases.length, ks);
  const exposure = ks.map(() => new Float64Array(likes.length));
  const groups = itemPopularityGroups(likes);
  const targets = new Float64Array(itemPopularityNames.length);
  const hits = ks.map(() => new Float64Array(itemPopularityNames.length));

  return {
    add(index, ranked) {
      const wanted = cases[index]!.targets;
      setPersonMetrics(perPerson, ks, { index, ranked, targets: wanted });
      for (const item of wanted) targets[groups[item]!]!++;
      for (const [at, k] of ks.entries()) {
        for (const item of ranked.slice(0, k)) {
          exposure[at]![item]!++;
          if (wanted.has(item)) hits[at]![groups[item]!]!++;
        }
      }
    },
    finish(coldItems) {
      const metrics = { people: cases.length, ...meanPersonMetrics(perPerson) };
      for (const [at, k] of ks.entries())
        for (const [name, value] of Object.entries(exposureMetrics(exposure[at]!, likes)))
          Object.assign(metrics, { [`${name}${k}`]: value });
      return {
        perPerson,
        result: {
          metrics,
          byHistoryLength: historyGroups(cases).map(({ name, people }) => ({
            name,
            counts: { people: people.length },
            metrics: meanPersonMetrics(perPerson, people),
          })),
          byItemPopularity: itemPopularityNames.map((name, group) => ({
            name,
            counts: {
              items: groups.reduce((sum, of) => sum + Number(of === group), 0),
              targets: targets[group]!,
            },
            metrics: Object.fromEntries(
              ks.map((k, at) => [
                `recall${k}`,
                targets[group] === 0 ? 0 : hits[at]![group]! / targets[group]!,
              ]),
            ),
          })),
          coldItems,
          makers: makerShares(exposure.at(-1)!, makers, mostMakers),
        },
      };
    },
  };
}
