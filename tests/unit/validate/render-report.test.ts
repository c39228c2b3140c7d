import { describe, expect, it } from 'vitest';
import { renderReport } from '../../../batch/validate/report/render-report.ts';
import { type QualityReport, qualityReportSchema } from '../../../shared/contracts/quality-report.ts';

const score = { score: 0.5, minimum: 0.9, severity: 'warn' as const, passed: false };

function createReport(more: Partial<QualityReport> = {}): QualityReport {
  return qualityReportSchema.parse({
    formatVersion: 1,
    dataset: 'events',
    name: 'shop',
    version: '0123456789abcdef',
    parents: [{ stage: 'processed', name: 'shop', version: 'v1', fingerprint: 'a'.repeat(64) }],
    asOf: '2024-06-01T00:00:00.000Z',
    outcome: 'failed',
    failures: ['too many <rows>'],
    warnings: [],
    accounting: {
      read: 1234,
      accepted: 1000,
      quarantined: 234,
      kept: 900,
      superseded: 60,
      merged: 0,
      neutral: 40,
      blocked: 0,
    },
    rejectShare: 0.19,
    maxRejectShare: 0.05,
    scores: {
      completeness: score,
      accuracy: score,
      consistency: score,
      validity: score,
      uniqueness: { ...score, score: 1, passed: true },
      timeliness: { ...score, score: null, passed: true },
    },
    reasons: [{ reason: 'item_unknown', rows: 234 }],
    blocked: [],
    droppedValues: [],
    rules: [],
    files: [{ file: '<img src=x onerror=alert(1)>"\'&.csv', read: 1234, accepted: 1000, quarantined: 234 }],
    fields: [{ field: 'kind', expected: true, rows: 1234, filled: 1234, minimum: null, maximum: null }],
    time: { field: 'decided_at', oldest: null, newest: null, months: [{ month: '2024-01', rows: 1000 }] },
    histogram: { title: 'By hour', bins: [{ label: '0', rows: 1000 }] },
    freshness: [],
    ...more,
  });
}

describe('renderReport()', () => {
  it('shows six pictures, each with a name', () => {
    const html = renderReport(createReport());
    expect([...html.matchAll(/<svg role="img" aria-label="([^"]*)"/g)].map((match) => match[1])).toEqual([
      'Scores',
      'Rows by file',
      'Why rows were quarantined',
      'Filled cells by field',
      'Accepted rows by month',
      'By hour',
    ]);
    expect(html).toContain('<b>1,234</b>');
    expect(html).toContain('not judged');
    expect(html).toContain('item_unknown');
  });

  it('escapes every text, runs nothing and asks nobody', () => {
    const html = renderReport(
      createReport({ freshness: [{ name: '<i>x</i>', updatedAt: null, ageDays: null }] }),
    );
    expect(html).not.toContain('<img');
    expect(html).toContain('too many &lt;rows&gt;');
    expect(html).toContain('&lt;i&gt;x&lt;/i&gt;');
    expect(html).not.toMatch(/<script|<link|@import|url\(\s*['"]?http|(src|href)=/i);
    expect(html).toContain("default-src 'none'");
    expect(html).toContain('prefers-color-scheme:dark');
  });

  it('leaves out pictures of nothing and sums up what is too much', () => {
    const months = Array.from({ length: 72 }, (_, index) => ({
      month: `${2018 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`,
      rows: 1,
    }));
    const files = Array.from({ length: 20 }, (_, index) => ({
      file: `f${index}.csv`,
      read: 20 - index,
      accepted: 20 - index,
      quarantined: 0,
    }));
    const html = renderReport(
      createReport({
        reasons: [],
        files,
        time: { field: 'decided_at', oldest: null, newest: null, months },
        histogram: { title: 'By hour', bins: [{ label: '0', rows: 0 }] },
      }),
    );
    expect(html).not.toContain('Why rows were quarantined');
    expect(html).not.toContain('By hour');
    expect(html).toContain('Accepted rows by year');
    expect(html).toContain('5 more files');
  });
});
