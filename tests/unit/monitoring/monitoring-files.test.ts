import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { gaugeHelp, requestMetrics } from '../../../supabase/functions/report-status/metric-names.ts';

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const rules = read('batch/deploy/monitoring/alert_rules.yml');
const tests = ['alert_rules_test.yml', 'alert_rules_slow_test.yml'].map((name) =>
  read(`batch/deploy/monitoring/${name}`),
);
const dashboard = read('batch/deploy/monitoring/grafana/dashboard.json');
const page = read('docs/monitoring.md');

/** Every name of a sample that report-status/metrics writes. */
const emitted = [
  requestMetrics.requests.name,
  requestMetrics.degraded.name,
  ...['_bucket', '_sum', '_count'].map((suffix) => `${requestMetrics.duration.name}${suffix}`),
  ...Object.keys(gaugeHelp).map((name) => `matching_${name}`),
];
const { groups } = z
  .object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({
            record: z.string().optional(),
            alert: z.string().optional(),
            annotations: z.object({ runbook: z.string() }).optional(),
          }),
        ),
      }),
    ),
  })
  .parse(parse(rules));
const allRules = groups.flatMap((group) => group.rules);
const recorded = allRules.flatMap(({ record }) => record ?? []);
const alerts = allRules.flatMap(({ alert }) => alert ?? []);

/** Metrics that a text speaks of. */
function metricsIn(text: string): string[] {
  return [...new Set(text.match(/\bmatching[_:][a-z0-9_:]+/g) ?? [])];
}

const testsSchema = z.object({
  tests: z.array(
    z.object({
      alert_rule_test: z.array(z.object({ alertname: z.string(), exp_alerts: z.array(z.unknown()) })),
    }),
  ),
});

/** In the order in which they are looked at. */
function casesOf(text: string): { alert: string; fires: boolean }[] {
  const found = testsSchema.parse(parse(text)).tests.flatMap((one) => one.alert_rule_test);
  return found.map(({ alertname, exp_alerts }) => ({ alert: alertname, fires: exp_alerts.length > 0 }));
}

test('rules and dashboard name only what report-status/metrics or a rule makes', () => {
  const known = [...emitted, ...recorded];
  expect(metricsIn(rules).length).toBeGreaterThan(15);
  expect(metricsIn(dashboard).length).toBeGreaterThan(20);
  for (const text of [rules, dashboard, ...tests]) {
    expect(metricsIn(text).filter((name) => !known.includes(name))).toEqual([]);
  }
});

test('the dashboard shows everything that is measured', () => {
  const shown = metricsIn(dashboard);
  expect(emitted.filter((name) => !shown.includes(name))).toEqual([]);
});

test('every panel of the dashboard has a place of its own and asks something', () => {
  const { panels } = JSON.parse(dashboard) as {
    panels: {
      id: number;
      type: string;
      targets?: { expr: string }[];
      gridPos: Record<'x' | 'y' | 'w' | 'h', number>;
    }[];
  };
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  const taken = new Set<string>();
  for (const { type, targets = [], gridPos } of panels) {
    expect(targets.length > 0).toBe(type !== 'row');
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
        expect([x < 24, taken.has(`${x} ${y}`)]).toEqual([true, false]);
        taken.add(`${x} ${y}`);
      }
    }
  }
});

describe('alerts', () => {
  const cases = tests.flatMap(casesOf);

  test('are those that there are tests for', () => {
    expect(alerts.length).toBeGreaterThan(15);
    expect([...new Set(cases.map(({ alert }) => alert))].sort()).toEqual([...alerts].sort());
  });

  test.each(alerts)('%s has a test in which it fires and one in which it is clear', (alert) => {
    const own = cases.filter((one) => one.alert === alert);
    expect(own.some(({ fires }) => fires)).toBe(true);
    expect(own.some(({ fires }) => !fires)).toBe(true);
    // After it fired it clears again.
    expect(own.slice(own.findIndex(({ fires }) => fires)).some(({ fires }) => !fires)).toBe(true);
  });

  test.each(alerts)('%s is explained in docs/monitoring.md, where its annotation says', (alert) => {
    expect(page).toMatch(new RegExp(`^### ${alert}$`, 'm'));
    const { annotations } = allRules.find((rule) => rule.alert === alert)!;
    expect(annotations?.runbook).toBe(`docs/monitoring.md#${alert.toLowerCase()}`);
  });
});

test('docs/monitoring.md explains every metric, and no other', () => {
  const families = [
    ...Object.values(requestMetrics).map(({ name }) => name),
    ...Object.keys(gaugeHelp).map((name) => `matching_${name}`),
  ];
  const rows = [...page.matchAll(/^\| `(matching_\w+)` /gm)].map(([, name]) => name!);
  expect(rows.sort()).toEqual(families.sort());
});
