import type { ExportSource } from '../export-source.ts';

/**
 * Latest decisions. People of the service are in it only while they consent to training; imported decisions belong to
 * people without an account, for whom whoever imported them answers. The two kinds of people cannot share a key: a uuid
 * holds no colon.
 */
export const decisionsSource: ExportSource = {
  columns: [
    { name: 'origin', type: 'VARCHAR', sql: 'd.origin' },
    { name: 'item_id', type: 'BIGINT', sql: 'd.item_id' },
    { name: 'source', type: 'VARCHAR', sql: 'i.source' },
    { name: 'external_id', type: 'VARCHAR', sql: 'i.external_id' },
    { name: 'decision', type: 'VARCHAR', sql: 'd.decision::text' },
    { name: 'decided_at', type: 'TIMESTAMP', sql: 'd.decided_at' },
  ],
  from: `(
      select 'service' as origin, o.person_id::text as person_key, o.item_id, o.decision, o.decided_at
      from app.decisions as o
      inner join app.profiles as p on p.person_id = o.person_id and p.training_consent_at is not null
      union all
      select 'imported', source || ':' || person_key, item_id, decision, decided_at from app.imported_decisions
    ) as d
    inner join app.items as i on i.id = d.item_id`,
  key: ['person_key', 'item_id'],
  filters: {
    source: (parameter) => `i.source = ${parameter}`,
    status: (parameter) => `i.status::text = ${parameter}`,
    decision: (parameter) => `d.decision::text = ${parameter}`,
    decidedFrom: (parameter) => `d.decided_at >= ${parameter}::timestamptz`,
    decidedTo: (parameter) => `d.decided_at < ${parameter}::timestamptz`,
  },
  personKey: 'd.person_key',
  fetchRows: 20_000,
};
