import type { ExportSource } from '../export-source.ts';

/** Vectors of items in one model version: the one that serves, unless a filter names another. */
export const itemVectorsSource: ExportSource = {
  columns: [
    { name: 'model_version', type: 'VARCHAR', sql: 'v.model_version' },
    { name: 'item_id', type: 'BIGINT', sql: 'v.item_id' },
    { name: 'source', type: 'VARCHAR', sql: 'i.source' },
    { name: 'external_id', type: 'VARCHAR', sql: 'i.external_id' },
    { name: 'embedding', type: 'FLOAT[]', sql: 'v.embedding::real[]' },
    { name: 'history_input', type: 'FLOAT[]', sql: 'v.history_input::real[]' },
  ],
  from: 'app.item_vectors as v inner join app.items as i on i.id = v.item_id',
  key: ['model_version', 'item_id'],
  filters: {
    source: (parameter) => `i.source = ${parameter}`,
    status: (parameter) => `i.status::text = ${parameter}`,
    modelVersion: (parameter) => `v.model_version = ${parameter}`,
  },
  // Two vectors of 768 numbers are about 15 kB as text.
  fetchRows: 200,
};
