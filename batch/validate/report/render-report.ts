import type { QualityReport } from '../../../shared/contracts/quality-report.ts';
import { escapeHtml } from '../../io/html/escape-html.ts';
import { renderChartCards } from '../../io/html/render-chart-cards.ts';
import { renderPage } from '../../io/html/render-page.ts';
import { renderTable } from '../../io/html/render-table.ts';
import { renderTiles } from '../../io/html/render-tiles.ts';
import { reportCharts } from './report-charts.ts';

/** The report as one HTML page: no script, nothing from outside, every text escaped. */
export function renderReport(report: QualityReport): string {
  return renderPage({
    title: `Quality of ${report.dataset} ${report.name}`,
    body: `<p class="muted">Version ${escapeHtml(report.version)}, as of ${date(report.asOf)}</p>
<p class="outcome ${report.outcome}">${report.outcome}</p>
${messages(report)}
${tiles(report)}
<div class="grid">${renderChartCards(reportCharts(report))}</div>
${tables(report)}`,
  });
}

function messages({ failures, warnings }: QualityReport): string {
  const list = (heading: string, items: string[]) =>
    items.length === 0
      ? ''
      : `<p>${heading}</p><ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;
  return list('Why it failed:', failures) + list('To look at:', warnings);
}

function tiles({ accounting, rejectShare, maxRejectShare, time }: QualityReport): string {
  const always = ['read', 'accepted', 'quarantined', 'kept'] as const;
  const some = (['superseded', 'merged', 'neutral', 'blocked'] as const).filter(
    (name) => accounting[name] > 0,
  );
  const values: [string, string][] = [...always, ...some].map((name) => [name, count(accounting[name])]);
  values.push([`refused, limit ${percent(maxRejectShare)}`, percent(rejectShare)]);
  if (time.newest) values.push(['newest', date(time.newest)]);
  return renderTiles(values);
}

function tables({ rules, fields, droppedValues, freshness, parents, dataset }: QualityReport): string {
  return [
    renderTable(
      'Rules',
      ['rule', 'field', 'check', 'severity', '#judged', '#failed'],
      rules.map((rule) => [
        rule.id,
        rule.field,
        rule.check,
        rule.severity,
        count(rule.judged),
        count(rule.failed),
      ]),
    ),
    renderTable(
      'Fields',
      ['field', '#filled', '#of', 'from', 'to'],
      fields.map((field) => [
        field.field,
        count(field.filled),
        count(field.rows),
        extreme(field.minimum),
        extreme(field.maximum),
      ]),
    ),
    renderTable(
      'Values left out by processing',
      ['reason', '#rows'],
      droppedValues.map(({ reason, rows }) => [reason, count(rows)]),
    ),
    renderTable(
      'Freshness',
      ['of', 'updated', '#days ago'],
      freshness.map(({ name, updatedAt, ageDays }) => [
        name,
        updatedAt === null ? 'never' : date(updatedAt),
        ageDays === null ? '' : ageDays.toFixed(1),
      ]),
    ),
    renderTable(
      `Datasets that these ${dataset} came from`,
      ['dataset', 'fingerprint'],
      parents.map((parent) => [`${parent.stage}/${parent.name}@${parent.version}`, parent.fingerprint]),
    ),
  ].join('');
}

const count = (value: number) => value.toLocaleString('en-US');
const percent = (share: number) => `${Number((share * 100).toFixed(2))} %`;
const date = (time: string) => time.slice(0, 10);
const extreme = (value: number | string | null) =>
  value === null
    ? ''
    : typeof value === 'number'
      ? count(value)
      : value.replace('T', ' ').replace(/:\d\dZ$/, '');
