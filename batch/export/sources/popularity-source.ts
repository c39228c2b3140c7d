import type { ExportSource } from '../export-source.ts';

/** Likes of every item, each weighted by its age, as of the last refresh. */
export const popularitySource: ExportSource = {
  columns: [
    { name: 'item_id', type: 'BIGINT', sql: 'i.id' },
    { name: 'source', type: 'VARCHAR', sql: 'i.source' },
    { name: 'external_id', type: 'VARCHAR', sql: 'i.external_id' },
    { name: 'title', type: 'VARCHAR', sql: 'i.title' },
    { name: 'decayed_likes', type: 'FLOAT', sql: 'p.decayed_likes' },
    { name: 'refreshed_at', type: 'TIMESTAMP', sql: 'p.refreshed_at' },
  ],
  from: 'app.item_popularity as p inner join app.items as i on i.id = p.item_id',
  key: ['item_id'],
  filters: {
    source: (parameter) => `i.source = ${parameter}`,
    status: (parameter) => `i.status::text = ${parameter}`,
    releasedFrom: (parameter) => `i.released_at >= ${parameter}::timestamptz`,
    releasedTo: (parameter) => `i.released_at < ${parameter}::timestamptz`,
  },
  fetchRows: 20_000,
};
