import { expect, test } from 'vitest';
import { findCursorSchema } from '../../../shared/contracts/find-cursor.ts';
import { itemFiltersSchema } from '../../../shared/contracts/item-filters.ts';

/** What Postgres cannot read must be refused here, or it becomes a fault of ours. */
test.each<[object, boolean]>([
  [{ price_yen: { min: 0, max: 2_147_483_647 } }, true],
  [{ price_yen: { max: 2_147_483_648 } }, false],
  [{ duration_minutes: { min: Number.MAX_SAFE_INTEGER } }, false],
  [{ released_at: { min: '0001-01-01T00:00:00+15:59', max: '9999-12-31T23:59:59.999999999-15:59' } }, true],
  [{ released_at: { min: '0000-12-31T23:59:59Z' } }, false],
  [{ released_at: { max: '2026-01-01T00:00:00+16:00' } }, false],
  [{ released_at: { max: '2026-01-01T00:00:00-23:59' } }, false],
  [{ include: { tags: ["'; --", '𝒳', '灯台', 'é'] } }, true],
  [{ include: { tags: ['a\u0000'] } }, false],
  [{ exclude: { performers: ['\ud800'] } }, false],
  [{ exclude: { series: ['line\nbreak'] } }, false],
])('filters %j: %s', (filters, accepted) => {
  expect(itemFiltersSchema.safeParse(filters).success).toBe(accepted);
});

test.each<[string, boolean]>([
  ['2026-11-23T10:00:00.123456+00:00', true],
  ['1969-12-31T23:59:59Z', false],
  ['2026-11-23T10:00:00+23:59', false],
])('a cursor of %s: %s', (as_of, accepted) => {
  const cursor = { by: 'latest', score: 1, item_id: 1, as_of, vector_version: null };
  expect(findCursorSchema.safeParse(cursor).success).toBe(accepted);
});
