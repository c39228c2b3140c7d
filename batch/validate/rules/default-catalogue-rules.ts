import { type QualityRuleSet, qualityRuleSetSchema } from '../../../shared/contracts/quality-rules.ts';

/** What is asked of a catalogue where nobody says otherwise. */
export const defaultCatalogueRules: QualityRuleSet = qualityRuleSetSchema.parse({
  formatVersion: 1,
  dataset: 'catalogue',
  rules: [
    { id: 'source-present', field: 'source', check: 'required', severity: 'reject' },
    { id: 'item-present', field: 'external_id', check: 'required', severity: 'reject' },
    { id: 'title-present', field: 'title', check: 'required', severity: 'reject' },
    {
      id: 'item-length',
      field: 'external_id',
      check: 'length',
      severity: 'reject',
      params: { maximum: 200 },
    },
    { id: 'price-positive', field: 'price_yen', check: 'range', severity: 'reject', params: { minimum: 0 } },
    {
      id: 'list-price-positive',
      field: 'list_price_yen',
      check: 'range',
      severity: 'reject',
      params: { minimum: 0 },
    },
    {
      id: 'review-average-range',
      field: 'review_average',
      check: 'range',
      severity: 'reject',
      params: { minimum: 0, maximum: 5 },
    },
    {
      id: 'duration-plausible',
      field: 'duration_minutes',
      check: 'range',
      severity: 'warn',
      params: { minimum: 1, maximum: 1440 },
    },
    {
      id: 'price-plausible',
      field: 'price_yen',
      check: 'range',
      severity: 'warn',
      params: { maximum: 100_000 },
    },
    {
      id: 'release-plausible',
      field: 'released_at',
      check: 'range',
      severity: 'warn',
      params: { minimum: '1900-01-01T00:00:00Z' },
    },
    {
      // Works are announced some months ahead.
      id: 'release-not-far-ahead',
      field: 'released_at',
      check: 'not_in_future',
      severity: 'warn',
      params: { toleranceHours: 366 * 24 },
    },
    {
      id: 'discount-below-list-price',
      field: 'price_yen',
      check: 'compare',
      severity: 'warn',
      params: { operator: '<=', other: 'list_price_yen' },
    },
    { id: 'jan-code-unique', field: 'jan_code', check: 'unique', severity: 'warn' },
  ],
  expected: ['external_id', 'title', 'released_at', 'tags'],
  thresholds: {
    completeness: { minimum: 0.8, severity: 'warn' },
    accuracy: { minimum: 0.95, severity: 'warn' },
    consistency: { minimum: 0.9, severity: 'warn' },
    validity: { minimum: 0.95, severity: 'warn' },
    uniqueness: { minimum: 0.5, severity: 'warn' },
    timeliness: { minimum: 0.5, severity: 'warn' },
  },
  timeliness: null,
  maxRejectShare: 0.05,
});
