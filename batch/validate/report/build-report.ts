import type { DatasetReference } from '../../../shared/contracts/dataset-manifest.ts';
import type { QualityReport } from '../../../shared/contracts/quality-report.ts';
import { type QualityRuleSet, qualityScores } from '../../../shared/contracts/quality-rules.ts';
import type { Statistics } from '../rows/statistics.ts';
import type { TableSpec } from '../rows/table-spec.ts';
import { effectiveRules } from '../rules/effective-rules.ts';
import { scoreStatistics } from '../scores/score-statistics.ts';

export interface ReportOptions {
  spec: TableSpec;
  rules: QualityRuleSet;
  name: string;
  version: string;
  parents: DatasetReference[];
  asOf: Date;
  /** Rows blocked by the content policy, by its rule. */
  blocked: Record<string, number>;
  freshness?: QualityReport['freshness'];
}

/** The report of what was counted. Throws Error where rows are not accounted for: then a pass lost some. */
export function buildReport(statistics: Statistics, options: ReportOptions): QualityReport {
  const { spec, rules, asOf } = options;
  const accounting = account(statistics, options);
  const judgedRows = accounting.read - accounting.blocked;
  const rejectShare = judgedRows === 0 ? 0 : (accounting.quarantined - accounting.blocked) / judgedRows;
  const scores = judgeScores(statistics, options);
  const missed = (severity: 'fail' | 'warn') =>
    qualityScores
      .filter((score) => !scores[score].passed && scores[score].severity === severity)
      .map(
        (score) => `${score} is ${scores[score].score!.toFixed(3)}, asked for is ${scores[score].minimum}`,
      );
  const tooMany =
    rejectShare > rules.maxRejectShare
      ? [
          `${percent(rejectShare)} of ${judgedRows} rows were refused, the limit is ${percent(rules.maxRejectShare)}`,
        ]
      : [];
  const failures = [...tooMany, ...missed('fail')];
  return {
    formatVersion: 1,
    dataset: spec.dataset,
    name: options.name,
    version: options.version,
    parents: options.parents,
    asOf: asOf.toISOString(),
    outcome: failures.length === 0 ? 'passed' : 'failed',
    failures,
    warnings: missed('warn'),
    accounting,
    rejectShare,
    maxRejectShare: rules.maxRejectShare,
    scores,
    reasons: byRows(statistics.reasons, 'reason'),
    blocked: byRows(options.blocked, 'rule'),
    droppedValues: byRows(statistics.droppedValues, 'reason'),
    ...details(statistics, options),
    freshness: options.freshness ?? [],
  };
}

function account(statistics: Statistics, { spec, blocked }: ReportOptions): QualityReport['accounting'] {
  const { processed, rejected, accepted, neutral, kept } = statistics;
  const blockedRows = Object.values(blocked).reduce((sum, rows) => sum + rows, 0);
  const read = processed + rejected + blockedRows;
  const refused = Object.values(statistics.reasons).reduce((sum, rows) => sum + rows, 0);
  const quarantined = refused + blockedRows;
  const gone = accepted - neutral - kept;
  if (read !== accepted + quarantined || gone < 0) {
    throw new Error(
      `rows are not accounted for: read ${read}, accepted ${accepted}, quarantined ${quarantined}, neutral ${neutral}, kept ${kept}`,
    );
  }
  const events = spec.dataset === 'events';
  return {
    read,
    accepted,
    quarantined,
    kept,
    superseded: events ? gone : 0,
    merged: events ? 0 : gone,
    neutral,
    blocked: blockedRows,
  };
}

function judgeScores(statistics: Statistics, { rules, asOf }: ReportOptions): QualityReport['scores'] {
  const scores = scoreStatistics(statistics, rules, { asOf });
  const judged = qualityScores.map((name) => {
    const score = scores[name];
    const { minimum, severity } = rules.thresholds[name];
    return [name, { score, minimum, severity, passed: score === null || score >= minimum }] as const;
  });
  return Object.fromEntries(judged) as QualityReport['scores'];
}

function details(statistics: Statistics, { spec, rules }: ReportOptions) {
  const judged = effectiveRules(spec, rules).filter(({ id }) => statistics.rules[id]);
  return {
    rules: judged.map(({ id, field, check, severity }) => ({
      id,
      field,
      check,
      severity,
      ...statistics.rules[id]!,
    })),
    files: Object.entries(statistics.files)
      .map(([file, { read, accepted }]) => ({ file, read, accepted, quarantined: read - accepted }))
      .sort((a, b) => (a.file < b.file ? -1 : 1)),
    fields: Object.entries(statistics.fields).map(([field, { filled, minimum, maximum }]) => ({
      field,
      expected: rules.expected.includes(field),
      rows: statistics.processed,
      filled,
      minimum,
      maximum,
    })),
    time: {
      field: spec.timeField,
      oldest: statistics.oldest,
      newest: statistics.newest,
      months: Object.entries(statistics.months)
        .map(([month, rows]) => ({ month, rows }))
        .sort((a, b) => (a.month < b.month ? -1 : 1)),
    },
    histogram: {
      title: spec.histogram.title,
      bins: spec.histogram.labels.map((label, slot) => ({ label, rows: statistics.slots[slot] ?? 0 })),
    },
  };
}

/** Most frequent first, then by name. */
function byRows<K extends string>(counts: Record<string, number>, key: K) {
  return Object.entries(counts)
    .filter(([, rows]) => rows > 0)
    .sort(([a, aRows], [b, bRows]) => bRows - aRows || (a < b ? -1 : 1))
    .map(([name, rows]) => ({ [key]: name, rows }) as Record<K, string> & { rows: number });
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))} %`;
}
