import type { Client } from 'pg';
import { compareShares } from './compare-shares.ts';
import { makeCheck } from './make-check.ts';
import type { MonitorCheck, MonitorReport, MonitorTable } from './monitor-report.ts';
import { type MonitorWindows, monitorWindows } from './monitor-windows.ts';
import {
  activityKinds,
  type FeatureCount,
  monitoredFeatures,
  readFeatureCounts,
} from './read-feature-counts.ts';
import { type LikeRateRow, readLikeRates } from './read-like-rates.ts';
import { readScoreOrder, type ScoreOrder } from './read-score-order.ts';
import { readVectorDrift, type VectorDrift } from './read-vector-drift.ts';

export interface DriftOptions {
  asOf: Date;
  days: number;
  referenceDays: number;
  /** Nothing is said of fewer people, and nothing judged. */
  minPeople: number;
  /** Nothing is judged by fewer events. */
  minEvents: number;
  /** Of a feature's population stability index, beyond what chance gives. */
  maxPsi: number;
  /** Of a feature's Jensen-Shannon divergence, in bits. */
  maxJensenShannon: number;
  /** By which share of itself a source's like rate may fall. */
  maxLikeRateDrop: number;
  maxWithoutVector: number;
  minScoreAuc: number;
  minPersonCosine?: number | undefined;
  minNeighboursKept?: number | undefined;
}

interface Part {
  checks: MonitorCheck[];
  tables: MonitorTable[];
}

/** Compares the last days with the time that the serving version learned from. Reads sums, writes nothing. */
export async function measureDrift(client: Client, options: DriftOptions): Promise<MonitorReport> {
  const windows = await monitorWindows(client, options);
  const parts = [
    features(await readFeatureCounts(client, windows), options),
    likeRates(await readLikeRates(client, windows), options),
    scores(await readScoreOrder(client, windows), options),
    vectors(await readVectorDrift(client, windows), windows, options),
  ];
  const checks = parts.flatMap((part) => part.checks);
  return {
    formatVersion: 1,
    monitor: 'drift',
    asOf: windows.asOf.toISOString(),
    version: windows.version,
    windows: (['reference', 'recent'] as const).map((name) => ({
      name,
      from: windows[name].from.toISOString(),
      to: windows[name].to.toISOString(),
    })),
    minPeople: options.minPeople,
    outcome: checks.some(({ passed }) => passed === false) ? 'failed' : 'passed',
    checks,
    tables: parts.flatMap((part) => part.tables),
  };
}

function features(counts: readonly FeatureCount[], options: DriftOptions): Part {
  const part: Part = { checks: [], tables: [] };
  const rows: MonitorTable['rows'] = [];
  for (const kind of activityKinds) {
    for (const feature of monitoredFeatures) {
      const own = counts.filter((count) => count.kind === kind && count.feature === feature);
      const enough = (['reference', 'recent'] as const).every((period) => {
        const some = own.filter((count) => count.period === period);
        // People of all values are not known without asking again; those of the largest one are at most as many.
        const people = Math.max(0, ...some.map((count) => count.people));
        return (
          people >= options.minPeople &&
          some.reduce((sum, { events }) => sum + events, 0) >= options.minEvents
        );
      });
      const compared = enough ? compareShares(own, options) : null;
      const psi = compared && Math.max(0, compared.psi - compared.noise);
      part.checks.push(
        makeCheck(`PSI of ${feature} ${kind}, beyond chance`, psi, { atMost: options.maxPsi }),
        makeCheck(`Jensen-Shannon of ${feature} ${kind}`, compared?.jensenShannon ?? null, {
          atMost: options.maxJensenShannon,
        }),
      );
      if (!compared) continue;
      rows.push([`${feature} ${kind}`, compared.psi, compared.noise, compared.jensenShannon]);
      part.tables.push({
        title: `Shares by ${feature}, ${kind}`,
        note: 'Values with the largest change; those of too few people are left out.',
        headings: [feature, '#reference', '#recent'],
        rows: compared.shown.slice(0, 10).map(({ value, reference, recent }) => [value, reference, recent]),
        chart: null,
      });
    }
  }
  part.tables.unshift({
    title: 'Features',
    note: 'Population stability index, what chance alone gives of it, and Jensen-Shannon divergence in bits.',
    headings: ['feature', '#PSI', '#by chance', '#divergence'],
    rows,
    chart: { label: 0, value: 1 },
  });
  return part;
}

function likeRates(rows: readonly LikeRateRow[], options: DriftOptions): Part {
  const reported = rows.filter(({ people }) => people >= options.minPeople);
  const whole = (source: string, period: LikeRateRow['period']) =>
    reported.find(
      (row) =>
        row.week === null && row.source === source && row.period === period && row.shown >= options.minEvents,
    );
  const checks = [...new Set(rows.map(({ source }) => source))].sort().map((source) => {
    const [before, now] = [whole(source, 'reference'), whole(source, 'recent')];
    const drop =
      before && now && before.liked > 0 ? 1 - now.liked / now.shown / (before.liked / before.shown) : null;
    return makeCheck(`fall of the like rate, ${source}`, drop, { atMost: options.maxLikeRateDrop });
  });
  const table: MonitorTable = {
    title: 'Like rate by source and week',
    note: 'Of people who consent to training, liked within 24 hours; weeks of too few people are left out.',
    headings: ['source', 'week', '#shown', '#liked', '#like rate'],
    rows: reported
      .filter(({ week }) => week !== null)
      .sort((a, b) => (`${a.source} ${a.week}` < `${b.source} ${b.week}` ? -1 : 1))
      .map(({ source, week, shown, liked }) => [source, week, shown, liked, liked / shown]),
    chart: null,
  };
  return { checks, tables: [table] };
}

function scores({ deciles, auc, shown, people }: ScoreOrder, options: DriftOptions): Part {
  const enough = people >= options.minPeople && shown >= options.minEvents;
  const table: MonitorTable = {
    title: 'Like rate by score',
    note: 'Tenths of the recent impressions of the serving version, lowest scores first.',
    headings: ['tenth', '#lowest score', '#highest', '#shown', '#like rate'],
    rows: deciles
      .filter((one) => one.people >= options.minPeople)
      .map((one) => [String(one.decile), one.lowest, one.highest, one.shown, one.liked / one.shown]),
    chart: { label: 0, value: 4 },
  };
  const check = makeCheck('score tells liked from not liked (AUC)', enough ? auc : null, {
    atLeast: options.minScoreAuc,
  });
  return { checks: [check], tables: [table] };
}

function vectors(drift: VectorDrift, { version }: MonitorWindows, options: DriftOptions): Part {
  const { decisions, withoutVector, deciders, personCosine, people, neighboursKept } = drift;
  const enough = version !== null && decisions >= options.minEvents && deciders >= options.minPeople;
  const share = enough ? withoutVector / decisions : null;
  return {
    checks: [
      makeCheck('share of decisions on items without vector', share, { atMost: options.maxWithoutVector }),
      makeCheck(
        'cosine of what people liked before and now',
        people >= options.minPeople ? personCosine : null,
        {
          atLeast: options.minPersonCosine,
        },
      ),
      makeCheck('share of neighbours kept from the previous version', neighboursKept, {
        atLeast: options.minNeighboursKept,
      }),
    ],
    tables: [],
  };
}
