import type { EvaluationReport } from '../../shared/contracts/evaluation-report.ts';
import type { TrainingReport } from '../../shared/contracts/training-report.ts';
import { type Bar, lyingBars } from '../io/html/bar-charts.ts';
import { palette, seriesColors } from '../io/html/chart-palette.ts';
import { renderChart } from '../io/html/render-chart.ts';
import type { ChartCard } from '../io/html/render-chart-cards.ts';
import { groupedBars } from './grouped-bars.ts';
import { intervalChart } from './interval-chart.ts';
import { itemMapChart } from './item-map-chart.ts';
import { lineChart } from './line-chart.ts';
import { nameOfMetric } from './name-of-metric.ts';

type System = EvaluationReport['systems'][number];
type Measured = System & { result: NonNullable<System['result']> };

const mostMakers = 15;
const mostBaselines = 3;

/** The pictures of a training run, in order; what has nothing to show is left out. */
export function trainingCharts(report: TrainingReport): ChartCard[] {
  const systems = report.evaluation.systems.filter((system): system is Measured => system.result !== null);
  const { ks } = report.evaluation;
  const compared = comparedSystems(systems);
  return [
    losses(report),
    validation(report),
    ...[`ndcg${ks[0]}`, `recall${ks.at(-1)}`].map((metric) => intervals(systems, metric, report)),
    groups(compared, 'byItemPopularity', `recall${ks.at(-1)}`),
    groups(compared, 'byHistoryLength', `recall${ks.at(-1)}`),
    prefixes(report),
    makers(systems),
    itemMap(report),
  ].filter((chart) => chart !== null);
}

function losses({ epochs }: TrainingReport): ChartCard | null {
  if (epochs.length === 0) return null;
  const chart = lineChart({
    labels: epochs.map(({ epoch }) => String(epoch)),
    lines: [{ name: 'training loss', values: epochs.map(({ loss }) => loss) }],
    format: (value) => Number(value.toPrecision(4)).toString(),
    axisName: 'epoch',
  });
  return picture('Loss by epoch', 'Mean over the steps of each epoch.', chart);
}

function validation({ epochs }: TrainingReport): ChartCard | null {
  const names = [...new Set(epochs.flatMap((epoch) => Object.keys(epoch.validation)))];
  if (names.length === 0) return null;
  const chart = lineChart({
    labels: epochs.map(({ epoch }) => String(epoch)),
    lines: names.slice(0, seriesColors.length).map((name) => ({
      name: nameOfMetric(name),
      values: epochs.map((epoch) => epoch.validation[name] ?? null),
    })),
    format: (value) => value.toFixed(3),
    axisName: 'epoch',
  });
  return picture('Validation by epoch', 'On the validation part; nothing is trained on it.', chart);
}

function intervals(
  systems: readonly Measured[],
  metric: string,
  { evaluation }: TrainingReport,
): ChartCard | null {
  const bars = systems
    .filter(({ result }) => result.metrics[metric] !== undefined)
    .sort((a, b) => b.result.metrics[metric]! - a.result.metrics[metric]!)
    .map(({ name, kind, result }) => ({
      label: name,
      value: result.metrics[metric]!,
      interval: result.intervals[metric] ?? null,
      color: kind === 'baseline' ? palette.rest : kind === 'variant' ? palette.series7 : palette.series1,
    }));
  if (bars.length === 0) return null;
  const { bootstrap, people } = evaluation;
  const note =
    `Test part, ${people.testUsed} people, full catalogue. The lines are ${100 * bootstrap.level} % ` +
    `intervals by bootstrap over people. Blue: the model; green-blue: variants; grey: baselines.`;
  return picture(nameOfMetric(metric), note, intervalChart(bars));
}

/** The model as it is served and as it is, and the best baselines. */
function comparedSystems(systems: readonly Measured[]): Measured[] {
  const best = (system: Measured) => Object.values(system.result.metrics)[0] ?? 0;
  const metric = (system: Measured) => system.result.metrics.ndcg10 ?? best(system);
  const baselines = systems
    .filter(({ kind }) => kind === 'baseline')
    .sort((a, b) => metric(b) - metric(a))
    .slice(0, mostBaselines);
  return [...systems.filter(({ kind }) => kind === 'model' || kind === 'served'), ...baselines];
}

function groups(
  systems: readonly Measured[],
  by: 'byItemPopularity' | 'byHistoryLength',
  wanted: string,
): ChartCard | null {
  const first = systems[0]?.result[by] ?? [];
  if (first.length === 0) return null;
  const names = first.map(({ name }) => name);
  const metric = first.some(({ metrics }) => metrics[wanted] !== undefined)
    ? wanted
    : Object.keys(first[0]!.metrics).find((name) => name.startsWith('recall'));
  if (metric === undefined) return null;
  const series = systems.map(({ name, result }, at) => ({
    name,
    color: seriesColors[at % seriesColors.length]!,
    values: names.map((group) => result[by].find((one) => one.name === group)?.metrics[metric] ?? null),
  }));
  const counted = first
    .map(
      ({ name, counts }) =>
        `${name}: ${Object.entries(counts)
          .map(([what, n]) => `${n} ${what}`)
          .join(', ')}`,
    )
    .join('; ');
  const popular = by === 'byItemPopularity';
  const title = `${nameOfMetric(metric)} by ${popular ? 'popularity of the item' : 'length of the history'}`;
  const what = popular ? 'Likes of the target before the test.' : 'Likes before the test.';
  const chart = groupedBars(names, { series, format: (value) => value.toFixed(2) });
  return picture(title, `${what} ${counted}.`, chart);
}

function prefixes({ prefixes: all }: TrainingReport): ChartCard | null {
  const full = all.at(-1);
  if (!full || all.length < 2) return null;
  const names = Object.keys(full.metrics).filter((name) => full.metrics[name]! > 0);
  const chart = lineChart({
    labels: all.map(({ dim }) => String(dim)),
    lines: names.slice(0, seriesColors.length).map((name) => ({
      name: nameOfMetric(name),
      values: all.map(({ metrics }) =>
        metrics[name] === undefined ? null : (100 * metrics[name]) / full.metrics[name]!,
      ),
    })),
    format: (value) => `${Number(value.toFixed(1))} %`,
    axisName: 'leading dimensions',
  });
  return picture(
    'Prefixes of the vectors',
    `Metric as a share of that of all ${full.dim} dimensions.`,
    chart,
  );
}

function makers(systems: readonly Measured[]): ChartCard | null {
  const shown = systems.find(({ kind }) => kind === 'served') ?? systems.find(({ kind }) => kind === 'model');
  const rows = (shown?.result.makers ?? []).slice(0, mostMakers);
  if (!shown || rows.length === 0) return null;
  const bars = rows.map(
    ({ maker, exposureShare }): Bar => ({
      label: maker ?? 'maker not known',
      value: exposureShare,
      note: `${(100 * exposureShare).toFixed(1)} %`,
      color: palette.series1,
    }),
  );
  const marks = rows.map(({ catalogueShare }) => catalogueShare);
  const maximum = Math.max(...marks, ...rows.map(({ exposureShare }) => exposureShare)) * 1.02 || 1;
  const note = `Share of all lists of ${shown.name}; the stroke is the maker's share of the catalogue.`;
  return picture('Exposure by maker', note, lyingBars({ bars, marks, maximum }));
}

function itemMap({ itemMap: map }: TrainingReport): ChartCard | null {
  if (!map || map.points.length < 3) return null;
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const colours =
    map.colouredBy === 'tag group'
      ? 'Coloured by the tag group that most tags of an item are in; other: none, or a smaller one.'
      : 'Coloured by common tag, as no tag is in a tag group; other: none of the common ones.';
  const note =
    `${map.points.length} of ${map.items} items at their two principal components, which hold ` +
    `${percent(map.explained[0])} and ${percent(map.explained[1])} of the variance. ${colours}`;
  return { ...picture('Map of item vectors', note, itemMapChart(map)), wide: true };
}

function picture(
  title: string,
  note: string,
  { option, ...size }: { option: Parameters<typeof renderChart>[0]; heightPx: number; widthPx?: number },
): ChartCard {
  return { title, note, svg: renderChart(option, { title, ...size }), wide: false };
}
