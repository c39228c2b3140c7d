import type { Random } from '../../../../batch/random/create-random.ts';
import type { ItemFilters } from '../../../../shared/contracts/item-filters.ts';
import type { ManageAccountRequest } from '../../../../shared/contracts/manage-account.ts';
import type { FeedbackEvent } from '../../../../shared/contracts/record-feedback.ts';
import { nameOf, worldCounts } from './draw-world.ts';

const pick = (random: Random, count: number): number => Math.floor(random() * count);
const dayMs = 86_400_000;

export function drawFilters(random: Random, now: number): ItemFilters {
  const names = (kind: keyof typeof worldCounts, most: number): string[] =>
    Array.from({ length: 1 + pick(random, most) }, () => nameOf(kind, 1 + pick(random, worldCounts[kind])));
  const maybe = <Value>(chance: number, make: () => Value): Value | undefined =>
    random() < chance ? make() : undefined;
  const range = (step: number, count: number) => {
    const min = step * pick(random, count);
    const ends = pick(random, 3);
    return {
      ...(ends !== 1 && { min }),
      ...(ends !== 0 && { max: min + step * pick(random, count) }),
    };
  };
  const isoRange = () => {
    const { min, max } = range(20 * dayMs, 10);
    const iso = (age: number) => new Date(now - 200 * dayMs + age).toISOString();
    return { ...(min !== undefined && { min: iso(min) }), ...(max !== undefined && { max: iso(max) }) };
  };
  return withoutUndefined({
    include: maybe(0.5, () =>
      withoutUndefined({
        tags: maybe(0.4, () => names('tag', 6)),
        makers: maybe(0.4, () => names('maker', 4)),
        series: maybe(0.2, () => names('series', 5)),
        performers: maybe(0.2, () => names('performer', 6)),
      }),
    ),
    exclude: maybe(0.5, () =>
      withoutUndefined({
        tags: maybe(0.4, () => names('tag', 2)),
        makers: maybe(0.3, () => names('maker', 2)),
        series: maybe(0.3, () => names('series', 2)),
        performers: maybe(0.3, () => names('performer', 2)),
      }),
    ),
    price_yen: maybe(0.25, () => range(100, 20)),
    duration_minutes: maybe(0.25, () => range(10, 12)),
    released_at: maybe(0.25, isoRange),
  }) as ItemFilters;
}

/** One to four events of a person, some of them sent before under the same id, some of an item that is not there. */
export function drawEvents(
  random: Random,
  {
    sent,
    shown,
    items,
    now,
  }: { sent: readonly FeedbackEvent[]; shown: number[]; items: number; now: number },
): FeedbackEvent[] {
  const kinds = ['like', 'nope', 'like', 'nope', 'undo', 'impression', 'open'] as const;
  return Array.from({ length: 1 + pick(random, 4) }, () => {
    const known = sent[pick(random, sent.length)];
    const ofPage = shown[pick(random, shown.length)];
    // A few instants, so that some are one and the same, in any order.
    const minutesAgo = 1 + pick(random, 30);
    return {
      event_id: known && random() < 0.15 ? known.event_id : drawUuid(random),
      item_id: ofPage && random() < 0.7 ? ofPage : 1 + pick(random, items + 1),
      kind: kinds[pick(random, kinds.length)]!,
      occurred_at: new Date(now - minutesAgo * 60_000).toISOString(),
    };
  });
}

export function drawExclusions(
  random: Random,
): Extract<ManageAccountRequest, { action: 'set_exclusions' }>['exclusions'] {
  const kinds = ['tag', 'maker', 'performer'] as const;
  return Array.from({ length: pick(random, 4) }, () => {
    const kind = kinds[pick(random, 3)]!;
    return { kind, id: 1 + pick(random, worldCounts[kind]) };
  });
}

/** Of version 4, from the stream: a sequence is the same for the same seed. */
function drawUuid(random: Random): string {
  const hex = Array.from({ length: 32 }, () => pick(random, 16).toString(16)).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

function withoutUndefined(value: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
}
