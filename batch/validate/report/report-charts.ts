import type { QualityReport } from '../../../shared/contracts/quality-report.ts';
import { qualityScores } from '../../../shared/contracts/quality-rules.ts';
import { type Bar, lyingBars, standingBars } from '../../io/html/bar-charts.ts';
import { palette } from '../../io/html/chart-palette.ts';
import { formatNumber } from '../../io/html/format-number.ts';
import { renderChart } from '../../io/html/render-chart.ts';
import type { ChartCard } from '../../io/html/render-chart-cards.ts';

const mostFiles = 15;
const mostReasons = 15;

/** The pictures of a report, in order; what has nothing to show is left out. */
export function reportCharts(report: QualityReport): ChartCard[] {
  return [
    scores(report),
    files(report),
    reasons(report),
    fields(report),
    months(report),
    histogram(report),
  ].filter((chart) => chart !== null);
}

function scores({ scores: judged }: QualityReport): ChartCard {
  const bars = qualityScores.map((name): Bar => {
    const { score, passed } = judged[name];
    return {
      label: name,
      value: score ?? 0,
      note: score === null ? 'not judged' : score.toFixed(3),
      color: passed ? palette.good : palette.bad,
    };
  });
  const marks = qualityScores.map((name) => judged[name].minimum);
  return chart(
    'Scores',
    'The stroke is the least that is asked for.',
    lyingBars({ bars, maximum: 1, marks }),
  );
}

function files({ files: all }: QualityReport): ChartCard | null {
  if (all.length === 0) return null;
  const sorted = [...all].sort((a, b) => b.read - a.read);
  const shown = sorted.slice(0, mostFiles);
  const rest = sorted.slice(mostFiles);
  if (rest.length > 0) {
    const sum = (key: 'read' | 'accepted' | 'quarantined') =>
      rest.reduce((total, file) => total + file[key], 0);
    shown.push({
      file: `${rest.length} more files`,
      read: sum('read'),
      accepted: sum('accepted'),
      quarantined: sum('quarantined'),
    });
  }
  const bars = shown.map(
    ({ file, accepted, read }): Bar => ({
      label: file,
      value: accepted,
      note: formatNumber(read),
      color: palette.good,
    }),
  );
  const stacked = { name: 'quarantined', values: shown.map((file) => file.quarantined), color: palette.bad };
  return chart('Rows by file', 'Accepted and quarantined.', lyingBars({ bars, stacked, name: 'accepted' }));
}

function reasons({ reasons: refused, blocked }: QualityReport): ChartCard | null {
  const all = [
    ...refused.map(({ reason, rows }): Bar => ({ label: reason, value: rows, color: palette.bad })),
    ...blocked.map(
      ({ rule, rows }): Bar => ({ label: `policy: ${rule}`, value: rows, color: palette.muted }),
    ),
  ].sort((a, b) => b.value - a.value);
  if (all.length === 0) return null;
  const note =
    all.length > mostReasons
      ? `The ${mostReasons} most frequent of ${all.length}.`
      : 'First reason of each row.';
  return chart('Why rows were quarantined', note, lyingBars({ bars: all.slice(0, mostReasons) }));
}

function fields({ fields: all }: QualityReport): ChartCard | null {
  const bars = all.map(({ field, filled, rows, expected }): Bar => {
    const share = rows === 0 ? 0 : filled / rows;
    return {
      label: field,
      value: share,
      note: `${Number((share * 100).toFixed(1))} %`,
      color: expected ? palette.accent : palette.muted,
    };
  });
  if (all.length === 0 || all[0]!.rows === 0) return null;
  return chart('Filled cells by field', 'Expected fields in colour.', lyingBars({ bars, maximum: 1 }));
}

function months({ time }: QualityReport): ChartCard | null {
  if (time.months.length === 0) return null;
  const byYear = time.months.length > 60;
  const counts = new Map<string, number>();
  for (const { month, rows } of time.months) {
    const key = byYear ? month.slice(0, -3) : month;
    counts.set(key, (counts.get(key) ?? 0) + rows);
  }
  const bars = [...counts].map(([label, value]): Bar => ({ label, value }));
  const title = `Accepted rows by ${byYear ? 'year' : 'month'}`;
  return chart(title, `Of ${time.field}, UTC; periods without rows are left out.`, standingBars(bars));
}

function histogram({ histogram: { title, bins } }: QualityReport): ChartCard | null {
  if (bins.every(({ rows }) => rows === 0)) return null;
  return chart(
    title,
    'Accepted rows.',
    standingBars(bins.map(({ label, rows }) => ({ label, value: rows }))),
  );
}

function chart(
  title: string,
  note: string,
  { option, heightPx }: ReturnType<typeof standingBars>,
): ChartCard {
  return { title, note, svg: renderChart(option, { title, heightPx }) };
}
