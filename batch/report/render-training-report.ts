import type { TrainingReport } from '../../shared/contracts/training-report.ts';
import { escapeHtml } from '../io/html/escape-html.ts';
import { renderChartCards } from '../io/html/render-chart-cards.ts';
import { renderPage } from '../io/html/render-page.ts';
import { renderTiles } from '../io/html/render-tiles.ts';
import { trainingCharts } from './training-charts.ts';
import { trainingTables } from './training-tables.ts';

/** Tables here are wide rather than full of long paths: only their last column may break a word. */
const wholeWords =
  'td{overflow-wrap:normal}td:first-child{white-space:nowrap}td:last-child{overflow-wrap:anywhere}';

/** The report as one HTML page: no script, nothing from outside, every text escaped. */
export function renderTrainingReport(report: TrainingReport): string {
  const pictures = trainingCharts(report);
  return renderPage({
    title: `Training of ${report.version}`,
    style: wholeWords,
    body: `<p class="muted">${escapeHtml(origin(report))}</p>
${report.notes.map((note) => `<p>${escapeHtml(note)}</p>`).join('\n')}
${tiles(report)}
<div class="grid">${renderChartCards(pictures.filter(({ wide }) => !wide))}</div>
${renderChartCards(pictures.filter(({ wide }) => wide))}
${trainingTables(report)}`,
  });
}

function origin({ createdAt, preset, dataset, backend, gitCommit }: TrainingReport): string {
  return [
    `${createdAt.slice(0, 16).replace('T', ' ')} UTC`,
    `preset ${preset}`,
    ...(dataset === null ? [] : [`from ${dataset}`]),
    `on ${backend}`,
    ...(gitCommit === null ? [] : [`commit ${gitCommit.slice(0, 10)}`]),
  ].join(', ');
}

function tiles(report: TrainingReport): string {
  const { evaluation, seconds, examplesPerSecond } = report;
  const served = evaluation.systems.find(({ name }) => name === 'model')?.result?.metrics ?? {};
  const metric = (name: string) => served[name]?.toFixed(4) ?? 'not measured';
  const values: [string, string][] = [
    ['NDCG@10 of the model', metric('ndcg10')],
    ['Recall@20 of the model', metric('recall20')],
    ['tables', report.tables],
    ['dimensions', `${report.dim} ${report.dtype}`],
    ['items', count(report.items)],
    ['people', count(report.people)],
    ['decisions', count(report.decisions)],
    ['training', duration(seconds.train)],
    ['evaluation', duration(seconds.evaluate)],
    ...(examplesPerSecond === null
      ? []
      : [['people a second', count(Math.round(examplesPerSecond))] as [string, string]]),
  ];
  return renderTiles(values);
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds.toFixed(1)} s`;
  return `${(seconds / 60).toFixed(1)} min`;
}
