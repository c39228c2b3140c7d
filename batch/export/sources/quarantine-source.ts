import type { ExportSource } from '../export-source.ts';

/** Rows that an import refused, with the reason; records of events are never kept, so none is here. */
export const quarantineSource: ExportSource = {
  columns: [
    { name: 'run_id', type: 'VARCHAR', sql: 'q.run_id::text' },
    { name: 'source', type: 'VARCHAR', sql: 'q.source' },
    { name: 'dataset', type: 'VARCHAR', sql: 'q.dataset' },
    { name: 'place', type: 'VARCHAR', sql: 'q.place' },
    { name: 'field', type: 'VARCHAR', sql: 'q.field' },
    { name: 'reason', type: 'VARCHAR', sql: 'q.reason' },
    { name: 'record', type: 'JSON', sql: 'q.record' },
    { name: 'quarantined_at', type: 'TIMESTAMP', sql: 'q.quarantined_at' },
  ],
  from: 'app.quarantine as q',
  key: ['run_id', 'dataset', 'place', 'field', 'reason'],
  filters: {
    source: (parameter) => `q.source = ${parameter}`,
    quarantinedFrom: (parameter) => `q.quarantined_at >= ${parameter}::timestamptz`,
    quarantinedTo: (parameter) => `q.quarantined_at < ${parameter}::timestamptz`,
  },
  fetchRows: 5000,
};
