import type { ItemFilters } from '../../../../shared/contracts/item-filters.ts';
import type { ManageAccountRequest } from '../../../../shared/contracts/manage-account.ts';
import type { FeedbackEvent, FeedbackOutcome } from '../../../../shared/contracts/record-feedback.ts';
import { nameOf, type WorldItem } from './draw-world.ts';

type Exclusion = Extract<ManageAccountRequest, { action: 'set_exclusions' }>['exclusions'][number];

/** What the service must know of a person, kept in plain sets. */
export interface ReferencePerson {
  /** What becomes of an event. */
  record(event: FeedbackEvent): FeedbackOutcome['outcome'];
  exclude(exclusions: readonly Exclusion[]): void;
  /** Items that may be shown, whatever the filters of the request. */
  allowed(options?: { includeSeen?: boolean }): WorldItem[];
}

/** At one instant an undo goes before a nope, a nope before a like. */
const precedence = { like: 0, nope: 1, undo: 2 } as const;

export function createReferencePerson(world: readonly WorldItem[]): ReferencePerson {
  const events = new Map<string, FeedbackEvent>();
  let excluded: readonly Exclusion[] = [];

  function isDecided(item: number): boolean {
    let newest: { at: number; kind: keyof typeof precedence } | undefined;
    for (const { item_id, kind, occurred_at } of events.values()) {
      if (item_id !== item || !(kind in precedence)) continue;
      const one = { at: Date.parse(occurred_at), kind: kind as keyof typeof precedence };
      const later =
        !newest ||
        one.at > newest.at ||
        (one.at === newest.at && precedence[one.kind] > precedence[newest.kind]);
      if (later) newest = one;
    }
    return newest !== undefined && newest.kind !== 'undo';
  }
  const isExcluded = (item: WorldItem): boolean =>
    excluded.some(
      ({ kind, id }) =>
        (kind === 'maker' && item.maker === id) ||
        (kind === 'tag' && item.tags.includes(id)) ||
        (kind === 'performer' && item.performers.includes(id)),
    );

  return {
    record(event) {
      if (!world.some(({ id }) => id === event.item_id)) return 'unknown_item';
      if (events.has(event.event_id)) return 'duplicate';
      events.set(event.event_id, event);
      return 'accepted';
    },
    exclude(exclusions) {
      excluded = exclusions;
    },
    allowed: ({ includeSeen = false } = {}) =>
      world.filter((item) => !item.hidden && !isExcluded(item) && (includeSeen || !isDecided(item.id))),
  };
}

/** What shared/contracts/item-filters.ts says, item by item. */
export function passesFilters(item: WorldItem, filters: ItemFilters | undefined): boolean {
  const { include = {}, exclude = {}, price_yen, duration_minutes, released_at } = filters ?? {};
  const names = {
    makers: item.maker === null ? [] : [nameOf('maker', item.maker)],
    series: item.series === null ? [] : [nameOf('series', item.series)],
    performers: item.performers.map((id) => nameOf('performer', id)),
    tags: item.tags.map((id) => nameOf('tag', id)),
  };
  for (const kind of ['makers', 'series', 'performers', 'tags'] as const) {
    if (include[kind] && !include[kind].some((name) => names[kind].includes(name))) return false;
    if (exclude[kind]?.some((name) => names[kind].includes(name))) return false;
  }
  const time = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text));
  return (
    isWithin(item.priceYen, price_yen ?? {}) &&
    isWithin(item.minutes, duration_minutes ?? {}) &&
    isWithin(item.releasedAt, { min: time(released_at?.min), max: time(released_at?.max) })
  );
}

/** Both ends belong to it; what is not known is in no range that has an end. */
function isWithin(
  value: number | null,
  { min, max }: { min?: number | undefined; max?: number | undefined },
): boolean {
  if (min === undefined && max === undefined) return true;
  return value !== null && (min === undefined || value >= min) && (max === undefined || value <= max);
}
