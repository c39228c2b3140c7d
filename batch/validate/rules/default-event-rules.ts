import { type QualityRuleSet, qualityRuleSetSchema } from '../../../shared/contracts/quality-rules.ts';

/** What is asked of events where nobody says otherwise. */
export const defaultEventRules: QualityRuleSet = qualityRuleSetSchema.parse({
  formatVersion: 1,
  dataset: 'events',
  rules: [
    { id: 'source-present', field: 'source', check: 'required', severity: 'reject' },
    { id: 'person-present', field: 'person_key', check: 'required', severity: 'reject' },
    { id: 'item-present', field: 'external_id', check: 'required', severity: 'reject' },
    { id: 'time-present', field: 'decided_at', check: 'required', severity: 'reject' },
    {
      id: 'person-length',
      field: 'person_key',
      check: 'length',
      severity: 'reject',
      params: { maximum: 200 },
    },
    {
      id: 'item-length',
      field: 'external_id',
      check: 'length',
      severity: 'reject',
      params: { maximum: 200 },
    },
    {
      id: 'kind-known',
      field: 'kind',
      check: 'one_of',
      severity: 'reject',
      params: { values: ['like', 'nope', 'neutral'] },
    },
    { id: 'time-not-in-future', field: 'decided_at', check: 'not_in_future', severity: 'reject', params: {} },
    {
      // Before the web nobody swiped: seconds read as milliseconds end up in 1970.
      id: 'time-plausible',
      field: 'decided_at',
      check: 'range',
      severity: 'warn',
      params: { minimum: '1990-01-01T00:00:00Z' },
    },
    { id: 'item-known', field: 'external_id', check: 'reference', severity: 'reject' },
  ],
  expected: ['person_key', 'external_id', 'kind', 'decided_at'],
  thresholds: {
    completeness: { minimum: 0.99, severity: 'warn' },
    accuracy: { minimum: 0.95, severity: 'warn' },
    consistency: { minimum: 0.95, severity: 'warn' },
    validity: { minimum: 0.95, severity: 'warn' },
    uniqueness: { minimum: 0.5, severity: 'warn' },
    timeliness: { minimum: 0.5, severity: 'warn' },
  },
  timeliness: null,
  maxRejectShare: 0.05,
});
