import assert from 'node:assert/strict';
import type { WorldItem } from './draw-world.ts';

/**
 * How many items each row of a page was chosen from. A row may hold what keeps every maker, series and performer to a fifth
 * of `limit` rows, rounded up; when nobody is left who does, all caps rise by one together, for this row and those after it.
 * @throws AssertionError where a row holds something else.
 */
export function choiceSizes(
  page: readonly WorldItem[],
  { eligible, limit }: { eligible: readonly WorldItem[]; limit: number },
): number[] {
  const taken = new Map<string, number>();
  const left = new Set(eligible);
  let cap = Math.ceil(limit / 5);
  return page.map((item, row) => {
    const free = (one: WorldItem): boolean => keysOf(one).every((key) => (taken.get(key) ?? 0) < cap);
    let choice = [...left].filter(free);
    while (choice.length === 0) {
      cap++;
      choice = [...left].filter(free);
    }
    assert.ok(choice.includes(item), `row ${row}: item ${item.id} is above a cap of ${cap}`);
    for (const key of keysOf(item)) taken.set(key, (taken.get(key) ?? 0) + 1);
    left.delete(item);
    return choice.length;
  });
}

function keysOf({ maker, series, performers }: WorldItem): string[] {
  return [
    ...(maker === null ? [] : [`maker ${maker}`]),
    ...(series === null ? [] : [`series ${series}`]),
    ...performers.map((id) => `performer ${id}`),
  ];
}
