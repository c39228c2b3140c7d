import type { TrainingReport } from '../../shared/contracts/training-report.ts';
import { renderTable } from '../io/html/render-table.ts';
import { nameOfMetric } from './name-of-metric.ts';

/** The figures behind the pictures, as tables; what has no rows is left out. */
export function trainingTables(report: TrainingReport): string {
  const { evaluation, config } = report;
  const main = [`ndcg${evaluation.ks[0]}`, `recall${evaluation.ks.at(-1)}`];
  return [
    systems(report),
    renderTable(
      'Differences from the model, paired by person',
      ['of', 'against', 'metric', '#difference', '#from', '#to', 'beyond chance'],
      evaluation.differences
        .filter(({ metric }) => main.includes(metric))
        .map(({ of, against, metric, mean, low, high }) => [
          of,
          against,
          nameOfMetric(metric),
          signed(mean),
          signed(low),
          signed(high),
          low > 0 || high < 0 ? 'yes' : 'no',
        ]),
    ),
    candidates(report),
    coldItems(report),
    offPolicy(report),
    pairs('What one nope does to the next page', evaluation.nope),
    evaluation.health ? pairs('Item vectors and scores', evaluation.health) : '',
    renderTable(
      'Not measured',
      ['system', 'why'],
      evaluation.systems.flatMap(({ name, absent }) => (absent === null ? [] : [[name, absent]])),
    ),
    pairs('Settings', flatten(config)),
  ].join('');
}

/** With what a reader must know: of what else could have been shown, a log without chance knows nothing. */
function offPolicy({ offPolicy: found }: TrainingReport): string {
  if (found === null) return '';
  const { logged, policies, impressions, certain } = found;
  const interval = ({ value, low, high }: typeof logged) => [number(value), number(low), number(high)];
  return renderTable(
    `Likes an impression, estimated from ${impressions} logged impressions, ${certain} of them shown with certainty`,
    ['of', 'estimate', '#value', '#from', '#to', '#mean weight', '#effective impressions'],
    [
      ['what was shown', 'mean', ...interval(logged), '', String(impressions)],
      ...policies.flatMap(({ version, ips, snips, meanWeight, effectiveSampleSize }) => [
        [version, 'IPS', ...interval(ips), number(meanWeight), effectiveSampleSize.toFixed(1)],
        [version, 'SNIPS', ...interval(snips), number(meanWeight), effectiveSampleSize.toFixed(1)],
      ]),
    ],
  );
}

function systems({ evaluation }: TrainingReport): string {
  const measured = evaluation.systems.filter(({ result }) => result !== null);
  const names = [...new Set(measured.flatMap(({ result }) => Object.keys(result!.metrics)))];
  return renderTable(
    'All metrics on the test part',
    ['system', 'kind', ...names.map((name) => `#${nameOfMetric(name)}`), '#settings tried', '#seconds'],
    measured.map(({ name, kind, result, settingsTried, seconds }) => [
      name,
      kind,
      ...names.map((metric) => number(result!.metrics[metric])),
      String(settingsTried),
      (seconds.tune + seconds.fit + seconds.rank).toFixed(1),
    ]),
  );
}

function coldItems({ evaluation }: TrainingReport): string {
  const rows = evaluation.systems.flatMap(({ name, result }) =>
    (result?.coldItems ?? []).map((group) => ({ name, group })),
  );
  const counts = [...new Set(rows.flatMap(({ group }) => Object.keys(group.counts)))];
  const metrics = [...new Set(rows.flatMap(({ group }) => Object.keys(group.metrics)))];
  return renderTable(
    'Cold items: targets without a like before the test',
    [
      'system',
      'ranked among',
      ...counts.map((name) => `#${name}`),
      ...metrics.map((name) => `#${nameOfMetric(name)}`),
    ],
    rows.map(({ name, group }) => [
      name,
      group.name === 'among-cold' ? 'cold items' : group.name,
      ...counts.map((count) => number(group.counts[count])),
      ...metrics.map((metric) => number(group.metrics[metric])),
    ]),
  );
}

function candidates({ evaluation }: TrainingReport): string {
  return renderTable(
    `Tables compared on validation (${evaluation.objective})`,
    ['tables', 'chosen', '#value', '#settings tried', '#half-life of popularity, days', '#seconds'],
    evaluation.candidates.map((candidate) => [
      candidate.name,
      candidate.chosen ? 'yes' : 'no',
      candidate.value.toFixed(4),
      String(candidate.settingsTried),
      String(candidate.popularityHalfLifeDays),
      candidate.seconds.toFixed(1),
    ]),
  );
}

function pairs(title: string, values: Record<string, unknown>): string {
  return renderTable(
    title,
    ['name', 'value'],
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'number' ? number(value) : String(value),
    ]),
  );
}

function flatten(values: Record<string, unknown>, prefix = ''): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]): [string, unknown][] => {
      const nested = value !== null && typeof value === 'object' && !Array.isArray(value);
      if (nested) return Object.entries(flatten(value as Record<string, unknown>, `${prefix}${name}.`));
      return [[prefix + name, Array.isArray(value) ? JSON.stringify(value) : value]];
    }),
  );
}

function number(value: number | undefined): string {
  if (value === undefined) return '';
  if (Number.isInteger(value)) return value.toLocaleString('en-US');
  if (Math.abs(value) >= 1) return value.toFixed(3);
  return Math.abs(value) >= 1e-3 ? value.toFixed(4) : value.toPrecision(2);
}

function signed(value: number): string {
  return `${value > 0 ? '+' : ''}${value.toFixed(4)}`;
}
