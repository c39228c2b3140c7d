import type { Client } from 'pg';
import { gini } from '../evaluate/gini.ts';
import { makeCheck } from './make-check.ts';
import type { MonitorCheck, MonitorReport, MonitorTable } from './monitor-report.ts';
import { monitorWindows } from './monitor-windows.ts';
import { type DecileExposure, type Exposure, type NewItemExposure, readExposure } from './read-exposure.ts';
import { type GroupRate, readGroupRates } from './read-group-rates.ts';

export interface BiasOptions {
  asOf: Date;
  days: number;
  /** Items that came within so many days are new. */
  newDays: number;
  /** Nothing is said of fewer people, and nothing judged. */
  minPeople: number;
  /** Nothing is judged by fewer impressions. */
  minEvents: number;
  /** By how much the Gini index of what is shown by maker may be above that of the catalogue. */
  maxGiniExcess: number;
  /** By how much a maker's share of what is shown may be above its share of catalogue and likes, the larger of the two. */
  maxMakerExcess: number;
  /** Of what is shown, the share of the tenth of the catalogue with the most likes. */
  maxHeadShare: number;
  /** Share of new items in what is shown, to their share of the catalogue. */
  minNewItemRatio: number;
  /** By which share of the overall like rate a group's may be below it. */
  maxGroupGap: number;
}

interface Part {
  checks: MonitorCheck[];
  tables: MonitorTable[];
}

/** Whom and what the recommender favours, over the last days. Reads sums, writes nothing. */
export async function measureBias(client: Client, options: BiasOptions): Promise<MonitorReport> {
  const windows = await monitorWindows(client, { ...options, referenceDays: options.days });
  const { makers, deciles, fresh } = await readExposure(client, windows, options);
  const groups = await readGroupRates(client, windows, options);
  const shown = makers.reduce((sum, maker) => sum + maker.shown, 0);
  // People of all makers are not known without asking again; those of the largest one are at most as many.
  const told = Math.max(0, ...makers.map(({ people }) => people)) >= options.minPeople;
  const enough = told && shown >= options.minEvents;
  const parts = [
    byMaker(makers, enough, options),
    byPopularity(deciles, enough, options),
    ofNewItems(fresh, enough, options),
    byGroup(groups, options),
  ];
  const checks = parts.flatMap((part) => part.checks);
  const { from, to } = windows.recent;
  return {
    formatVersion: 1,
    monitor: 'bias',
    asOf: windows.asOf.toISOString(),
    version: windows.version,
    windows: [{ name: 'recent', from: from.toISOString(), to: to.toISOString() }],
    minPeople: options.minPeople,
    outcome: checks.some(({ passed }) => passed === false) ? 'failed' : 'passed',
    checks,
    // Those by group look at people by themselves.
    tables: parts.flatMap((part) => part.tables).map((table) => (told ? table : { ...table, rows: [] })),
  };
}

const columns = ['items', 'shown', 'liked'] as const;

function byMaker(makers: readonly Exposure[], enough: boolean, options: BiasOptions): Part {
  // Items whose maker is not known are of many: they are no maker together.
  const known = makers.filter(({ maker }) => maker !== null);
  const total = (key: (typeof columns)[number]) => makers.reduce((sum, maker) => sum + maker[key], 0);
  const totals = { items: total('items'), shown: total('shown'), liked: total('liked') };
  const share = (one: Exposure, key: (typeof columns)[number]) =>
    totals[key] === 0 ? 0 : one[key] / totals[key];
  const spread = (key: (typeof columns)[number]) => gini(Float64Array.from(known, (one) => one[key]));
  const excess = Math.max(
    0,
    ...known.map((one) => share(one, 'shown') - Math.max(share(one, 'items'), share(one, 'liked'))),
  );
  return {
    checks: [
      makeCheck(
        'Gini index of exposure by maker, above that of the catalogue',
        enough ? spread('shown') - spread('items') : null,
        {
          atMost: options.maxGiniExcess,
        },
      ),
      makeCheck(
        "largest maker's share of exposure above that of catalogue and likes",
        enough ? excess : null,
        {
          atMost: options.maxMakerExcess,
        },
      ),
    ],
    tables: [
      {
        title: 'Evenness by maker',
        note: 'Gini index: 0 where every maker has the same, near 1 where one has all; and the share of the largest.',
        headings: ['of', '#Gini', '#largest share'],
        rows: columns.map((key) => [
          { items: 'catalogue', shown: 'shown', liked: 'liked' }[key],
          spread(key),
          Math.max(0, ...known.map((one) => share(one, key))),
        ]),
        chart: null,
      },
      {
        title: 'Makers',
        note: 'Most shown first; those that were shown to too few people are left out.',
        headings: ['maker', '#of catalogue', '#of what is shown', '#of likes'],
        rows: makers
          .filter(({ people }) => people >= options.minPeople)
          .slice(0, 20)
          .map((one) => [one.maker ?? 'not known', ...columns.map((key) => share(one, key))]),
        chart: { label: 0, value: 2 },
      },
    ],
  };
}

function byPopularity(deciles: readonly DecileExposure[], enough: boolean, options: BiasOptions): Part {
  const shown = deciles.reduce((sum, one) => sum + one.shown, 0);
  const liked = deciles.reduce((sum, one) => sum + one.liked, 0);
  const head = enough ? deciles.find(({ decile }) => decile === 1)!.shown / shown : null;
  return {
    checks: [
      makeCheck('share of exposure of the most liked tenth of the catalogue', head, {
        atMost: options.maxHeadShare,
      }),
    ],
    tables: [
      {
        title: 'Exposure by popularity',
        note: 'Tenths of the active catalogue, the most liked first.',
        headings: ['tenth', '#items', '#of what is shown', '#of likes'],
        rows: deciles.map((one) => [
          String(one.decile),
          one.items,
          shown === 0 ? 0 : one.shown / shown,
          liked === 0 ? 0 : one.liked / liked,
        ]),
        chart: { label: 0, value: 2 },
      },
    ],
  };
}

function ofNewItems(
  { items, newItems, shown, newShown }: NewItemExposure,
  enough: boolean,
  options: BiasOptions,
): Part {
  const ofCatalogue = items === 0 ? 0 : newItems / items;
  const ofShown = shown === 0 ? 0 : newShown / shown;
  return {
    checks: [
      makeCheck(
        'exposure of new items beside their share of the catalogue',
        enough && newItems > 0 ? ofShown / ofCatalogue : null,
        {
          atLeast: options.minNewItemRatio,
        },
      ),
    ],
    tables: [
      {
        title: 'New items',
        note: `Those that came within ${options.newDays} days.`,
        headings: ['of', '#all', '#new', '#share'],
        rows: [
          ['catalogue', items, newItems, ofCatalogue],
          ['shown', shown, newShown, ofShown],
        ],
        chart: null,
      },
    ],
  };
}

function byGroup(rates: readonly GroupRate[], options: BiasOptions): Part {
  const rate = ({ liked, shown }: Pick<GroupRate, 'liked' | 'shown'>) => liked / shown;
  const groups = rates.filter(({ dimension }) => dimension !== 'position');
  const checks = [...new Set(groups.map(({ dimension }) => dimension))].map((dimension) => {
    const judged = groups.filter((one) => one.dimension === dimension && one.shown >= options.minEvents);
    const overall = rate({
      liked: judged.reduce((sum, one) => sum + one.liked, 0),
      shown: judged.reduce((sum, one) => sum + one.shown, 0),
    });
    const gap = judged.length > 1 && overall > 0 ? 1 - Math.min(...judged.map(rate)) / overall : null;
    return makeCheck(`like rate of the least served group by ${dimension}, below all`, gap, {
      atMost: options.maxGroupGap,
    });
  });
  const rows = (some: readonly GroupRate[]) =>
    some.map((one) => [one.group, one.shown, one.liked, rate(one)]);
  return {
    checks,
    tables: [
      {
        title: 'Like rate by place',
        note: 'Of people who consent to training. What stands first is liked more wherever it is drawn from, so that likes alone overrate what was ranked high.',
        headings: ['place', '#shown', '#liked', '#like rate'],
        rows: rows(rates.filter(({ dimension }) => dimension === 'position')),
        chart: { label: 0, value: 3 },
      },
      {
        title: 'Like rate by group',
        note: `Of people who consent to training; groups of fewer than ${options.minPeople} people are left out.`,
        headings: ['by', 'group', '#shown', '#liked', '#like rate'],
        rows: groups.map((one) => [one.dimension, one.group, one.shown, one.liked, rate(one)]),
        chart: null,
      },
    ],
  };
}
