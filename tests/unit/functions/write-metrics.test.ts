import { expect, test } from 'vitest';
import { gaugeFamilies } from '../../../supabase/functions/report-status/gauge-families.ts';
import { requestFamilies } from '../../../supabase/functions/report-status/request-families.ts';
import { writeMetrics } from '../../../supabase/functions/report-status/write-metrics.ts';

const sample = (value: number, labels: Record<string, string> = {}) => ({
  suffix: '' as const,
  labels,
  value,
});

test('writeMetrics() escapes line ends and backslashes, in labels quotes too', () => {
  const text = writeMetrics([
    {
      ...{ name: 'some_gauge', type: 'gauge', help: 'A\\B "C"\nD' },
      samples: [sample(1.5, { one: 'a\\b "c"\nd', two: '日本' }), sample(2)],
    },
  ]);
  expect(text).toBe(
    [
      '# HELP some_gauge A\\\\B "C"\\nD',
      '# TYPE some_gauge gauge',
      'some_gauge{one="a\\\\b \\"c\\"\\nd",two="日本"} 1.5',
      'some_gauge 2',
      '',
    ].join('\n'),
  );
});

test('writeMetrics() writes numbers as Prometheus reads them', () => {
  const values = [0, -1, 1e-7, 1e21, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN];
  const text = writeMetrics([{ name: 'g', samples: values.map((value) => sample(value)) }]);
  expect(text.trim().split('\n')).toEqual([
    ...['g 0', 'g -1', 'g 1e-7', 'g 1e+21', 'g +Inf', 'g -Inf', 'g NaN'],
  ]);
});

test('writeMetrics() leaves out what has no samples', () => {
  expect(writeMetrics([{ name: 'g', type: 'gauge', help: 'Help', samples: [] }])).toBe('');
});

const row = {
  ...{ function_name: 'recommend-items', model_version: 'v1', status: 200, code: '', degraded: '' },
  ...{ requests: 3, duration_ms_sum: 180, buckets: [1, 0, 2] },
};

test('requestFamilies() counts requests, causes, and seconds in cumulative buckets', () => {
  const text = writeMetrics(
    requestFamilies({
      latency_bounds_ms: [25, 1500],
      requests: [
        row,
        {
          ...row,
          degraded: 'DATABASE_SLOW,MODEL_LOADING',
          requests: 2,
          duration_ms_sum: 20,
          buckets: [1, 1, 0],
        },
        { ...row, degraded: 'DATABASE_SLOW', requests: 1, duration_ms_sum: 1, buckets: [1, 0, 0] },
      ],
      gauges: [],
    }),
  );
  const labels = 'function="recommend-items",model_version="v1",status="200"';
  // 3 whole ones; 2 + 1 that did without something, 3 of them without the vectors and 2 without the model.
  // Buckets 1 + 1 + 1, 0 + 1 + 0, 2 + 0 + 0, each on top of those before; 180 + 20 + 1 ms.
  expect(text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([
    `matching_requests_total{${labels},code="",degraded="false"} 3`,
    `matching_requests_total{${labels},code="",degraded="true"} 3`,
    'matching_degraded_answers_total{function="recommend-items",cause="DATABASE_SLOW"} 3',
    'matching_degraded_answers_total{function="recommend-items",cause="MODEL_LOADING"} 2',
    `matching_request_duration_seconds_bucket{${labels},le="0.025"} 3`,
    `matching_request_duration_seconds_bucket{${labels},le="1.5"} 4`,
    `matching_request_duration_seconds_bucket{${labels},le="+Inf"} 6`,
    `matching_request_duration_seconds_sum{${labels}} 0.201`,
    `matching_request_duration_seconds_count{${labels}} 6`,
  ]);
  expect(text).toContain('# TYPE matching_request_duration_seconds histogram\n');
});

test('gaugeFamilies() keeps the samples of a name together, and what it does not know', () => {
  const gauges = [
    { name: 'job_running', labels: { job_name: 'train' }, value: 1 },
    { name: 'from_a_later_release', labels: {}, value: 7 },
    { name: 'job_running', labels: { job_name: 'export' }, value: 0 },
  ];
  const text = writeMetrics(gaugeFamilies({ latency_bounds_ms: [], requests: [], gauges }));
  expect(text).toBe(
    [
      '# HELP matching_job_running Runs of the job under way.',
      '# TYPE matching_job_running gauge',
      'matching_job_running{job_name="train"} 1',
      'matching_job_running{job_name="export"} 0',
      'matching_from_a_later_release 7',
      '',
    ].join('\n'),
  );
});
