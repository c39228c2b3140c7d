import { loggedImpressionsSql } from '../../io/impressions/logged-impressions-sql.ts';
import type { ExportSource } from '../export-source.ts';

/** What people who consent to training were shown, with propensity and outcome, a day after it at the earliest. */
export const impressionsSource: ExportSource = {
  columns: [
    { name: 'position', type: 'INTEGER', sql: 'm.position' },
    { name: 'item_id', type: 'BIGINT', sql: 'm.item_id' },
    { name: 'source', type: 'VARCHAR', sql: 'i.source' },
    { name: 'external_id', type: 'VARCHAR', sql: 'i.external_id' },
    { name: 'model_version', type: 'VARCHAR', sql: 'm.model_version' },
    { name: 'chosen_by', type: 'VARCHAR', sql: 'm.source' },
    { name: 'score', type: 'FLOAT', sql: 'm.score' },
    { name: 'propensity', type: 'FLOAT', sql: 'm.propensity' },
    { name: 'shown_at', type: 'TIMESTAMP', sql: 'm.shown_at' },
    { name: 'outcome', type: 'VARCHAR', sql: 'm.outcome' },
  ],
  from: `${loggedImpressionsSql} as m inner join app.items as i on i.id = m.item_id`,
  key: ['person_key', 'shown_at', 'position'],
  filters: {
    source: (parameter) => `i.source = ${parameter}`,
    status: (parameter) => `i.status::text = ${parameter}`,
    modelVersion: (parameter) => `m.model_version = ${parameter}`,
    shownFrom: (parameter) => `m.shown_at >= ${parameter}::timestamptz`,
    shownTo: (parameter) => `m.shown_at < ${parameter}::timestamptz`,
  },
  personKey: 'm.person_key',
  fetchRows: 20_000,
};
