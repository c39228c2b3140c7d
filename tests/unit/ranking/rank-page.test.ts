import { expect, test } from 'vitest';
import { rankPage } from '../../../shared/ranking/rank-page.ts';

const candidate = (id: number, score: number, makerId: number) => ({
  id,
  score,
  makerId,
  tags: [] as string[],
});

test('rankPage() lowers what is like a recent nope and returns the lowered score', () => {
  // 5 - 2.5 = 2.5, below 3.
  const page = rankPage([candidate(1, 5, 1), candidate(2, 3, 2)], {
    limit: 2,
    nopes: [{ makerId: 1, tags: [], age: 0 }],
  });
  expect(page.map(({ id, score }) => [id, score])).toEqual([
    [2, 3],
    [1, 2.5],
  ]);
});

test('rankPage() gives one maker a fifth of the page', () => {
  // 10 rows: 2 of maker 1, though its 9 items are the best.
  const candidates = Array.from({ length: 17 }, (_, index) =>
    candidate(index + 1, 100 - index, index < 9 ? 1 : index + 100),
  );
  const page = rankPage(candidates, { limit: 10, nopes: [] });
  expect(page.filter(({ makerId }) => makerId === 1).map(({ id }) => id)).toEqual([1, 2]);
  expect(page).toHaveLength(10);
});
