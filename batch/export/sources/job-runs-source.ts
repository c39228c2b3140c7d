import type { ExportSource } from '../export-source.ts';

/** Runs of jobs with their outcome. */
export const jobRunsSource: ExportSource = {
  columns: [
    { name: 'run_id', type: 'VARCHAR', sql: 'r.id::text' },
    { name: 'job', type: 'VARCHAR', sql: 'r.job' },
    { name: 'shard_index', type: 'INTEGER', sql: 'r.shard_index' },
    { name: 'shard_count', type: 'INTEGER', sql: 'r.shard_count' },
    { name: 'parameters', type: 'JSON', sql: 'r.parameters' },
    { name: 'status', type: 'VARCHAR', sql: 'r.status::text' },
    { name: 'attempt', type: 'INTEGER', sql: 'r.attempt' },
    { name: 'host', type: 'VARCHAR', sql: 'r.host' },
    { name: 'started_at', type: 'TIMESTAMP', sql: 'r.started_at' },
    { name: 'finished_at', type: 'TIMESTAMP', sql: 'r.finished_at' },
    { name: 'seconds', type: 'DOUBLE', sql: 'extract(epoch from r.finished_at - r.started_at)::float8' },
    { name: 'report', type: 'JSON', sql: 'r.report' },
    { name: 'error_code', type: 'VARCHAR', sql: 'r.error_code' },
    { name: 'error_message', type: 'VARCHAR', sql: 'r.error_message' },
  ],
  from: 'app.job_runs as r',
  key: ['run_id'],
  filters: {
    job: (parameter) => `r.job = ${parameter}`,
    jobStatus: (parameter) => `r.status::text = ${parameter}`,
    startedFrom: (parameter) => `r.started_at >= ${parameter}::timestamptz`,
    startedTo: (parameter) => `r.started_at < ${parameter}::timestamptz`,
  },
  fetchRows: 5000,
};
