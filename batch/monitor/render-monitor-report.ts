import { type Bar, lyingBars } from '../io/html/bar-charts.ts';
import { palette } from '../io/html/chart-palette.ts';
import { escapeHtml } from '../io/html/escape-html.ts';
import { renderChart } from '../io/html/render-chart.ts';
import { type ChartCard, renderChartCards } from '../io/html/render-chart-cards.ts';
import { renderPage } from '../io/html/render-page.ts';
import { renderTable } from '../io/html/render-table.ts';
import { renderTiles } from '../io/html/render-tiles.ts';
import type { MonitorCheck, MonitorReport, MonitorTable } from './monitor-report.ts';

/** The report as one HTML page: no script, nothing from outside, every text escaped. */
export function renderMonitorReport(report: MonitorReport): string {
  const { monitor, asOf, version, windows, outcome, checks, tables, minPeople } = report;
  const judged = checks.filter(({ passed }) => passed !== null);
  const periods = windows.map(({ name, from, to }) => `${name} ${day(from)} to ${day(to)}`).join(', ');
  const cards = tables.map(chartOf).filter((card) => card !== null);
  return renderPage({
    title: monitor === 'drift' ? 'Drift' : 'Bias',
    body: `<p class="muted">As of ${escapeHtml(asOf.slice(0, 16).replace('T', ' '))} UTC; ${escapeHtml(periods)}</p>
<p class="outcome ${outcome}">${outcome}</p>
${renderTiles([
  ['serving version', version ?? 'none'],
  ['limits kept', `${judged.filter(({ passed }) => passed).length} of ${judged.length}`],
  ['not judged', String(checks.length - judged.length)],
  ['people at least', String(minPeople)],
])}
${renderTable('Checks', ['check', '#value', '#limit', 'outcome'], checks.map(checkRow))}
<div class="grid">${renderChartCards(cards)}</div>
${tables.map(tableOf).join('')}`,
  });
}

function checkRow({ name, value, limit, atLeast, passed }: MonitorCheck): string[] {
  const bound = limit === null ? '' : `${atLeast ? '≥' : '≤'} ${limit}`;
  const verdict =
    passed === null ? (value === null ? 'not enough data' : 'no limit') : passed ? 'kept' : 'over';
  return [name, value === null ? '' : text(value), bound, verdict];
}

function chartOf({ title, note, rows, chart }: MonitorTable): ChartCard | null {
  if (chart === null || rows.length === 0) return null;
  const bars = rows.map((row): Bar => {
    const value = Number(row[chart.value]);
    return { label: String(row[chart.label]), value, note: text(value), color: palette.accent };
  });
  const { option, heightPx } = lyingBars({ bars });
  return { title, note, svg: renderChart(option, { title, heightPx }) };
}

function tableOf({ title, note, headings, rows }: MonitorTable): string {
  if (rows.length === 0) return '';
  const cells = rows.map((row) =>
    row.map((cell) => (cell === null ? '' : typeof cell === 'number' ? text(cell) : cell)),
  );
  return `${renderTable(title, headings, cells)}<p class="muted">${escapeHtml(note)}</p>\n`;
}

const text = (value: number) =>
  Number.isInteger(value) ? value.toLocaleString('en-US') : String(Number(value.toPrecision(3)));
const day = (time: string) => time.slice(0, 10);
