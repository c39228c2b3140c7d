import type { Random } from '../../../../batch/random/create-random.ts';

export interface WorldItem {
  id: number;
  maker: number | null;
  series: number | null;
  performers: number[];
  tags: number[];
  priceYen: number | null;
  minutes: number | null;
  /** Milliseconds since 1970. */
  releasedAt: number | null;
  hidden: boolean;
  /** Whether the model knows the item. */
  hasVector: boolean;
  likes: number;
}

/** How many there are of each; their ids begin at 1. */
export const worldCounts = { maker: 6, series: 8, performer: 10, tag: 12 } as const;

const dayMs = 86_400_000;

/** Items of a few makers, series, performers and tags each, so that caps, filters and exclusions meet. */
export function drawWorld(random: Random, { items, now }: { items: number; now: Date }): WorldItem[] {
  const pick = (count: number): number => Math.floor(random() * count);
  const some = (most: number, count: number): number[] => [
    ...new Set(Array.from({ length: pick(most + 1) }, () => 1 + pick(count))),
  ];
  // Half a day off, so that nothing comes out, or is a month old, while a test runs.
  const start = Math.floor(now.getTime() / 1000) * 1000 - dayMs / 2;
  return Array.from({ length: items }, (_, index) => ({
    id: index + 1,
    maker: random() < 0.1 ? null : 1 + pick(worldCounts.maker),
    series: random() < 0.4 ? null : 1 + pick(worldCounts.series),
    performers: some(3, worldCounts.performer),
    tags: some(4, worldCounts.tag),
    priceYen: random() < 0.1 ? null : 100 * (1 + pick(20)),
    minutes: random() < 0.1 ? null : 10 * (1 + pick(12)),
    releasedAt: random() < 0.1 ? null : start + (5 - pick(200)) * dayMs,
    hidden: random() < 0.06,
    hasVector: random() < 0.95,
    likes: pick(50),
  }));
}

/** The name that the thing with this id has in the database. */
export const nameOf = (kind: keyof typeof worldCounts, id: number): string => `${kind} ${id}`;
