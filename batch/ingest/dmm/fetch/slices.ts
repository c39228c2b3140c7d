import { formatWall, type WallSeconds } from './japan-time.ts';

/** A stretch of release dates, both ends inclusive. Null is open: what lies beyond every date one would think of. */
export interface Slice {
  from: WallSeconds | null;
  to: WallSeconds | null;
}

export interface WalkOptions {
  /** Where open ends are taken to be when they are halved. */
  bounds: { from: WallSeconds; to: WallSeconds };
  /** Items that a slice should have at most. */
  aim: number;
  /** How many items a slice has now. */
  count(slice: Slice): Promise<number>;
}

/**
 * Slices that cover `root` without a gap and without a second twice, oldest first: each halved by time until it has at
 * most `aim` items or is one second long. Depends on nothing but the counts.
 */
export async function* walkSlices(
  root: Slice,
  options: WalkOptions,
): AsyncGenerator<{ slice: Slice; total: number }> {
  const total = await options.count(root);
  const halves = total > options.aim ? halveSlice(root, options.bounds) : null;
  if (halves === null) {
    yield { slice: root, total };
    return;
  }
  for (const half of halves) yield* walkSlices(half, options);
}

/** Null for a slice of one second. */
export function halveSlice(slice: Slice, bounds: WalkOptions['bounds']): [Slice, Slice] | null {
  const from = slice.from ?? bounds.from;
  const to = slice.to ?? bounds.to;
  if (from >= to) return null;
  const middle = Math.floor((from + to) / 2);
  return [
    { from: slice.from, to: middle },
    { from: middle + 1, to: slice.to },
  ];
}

/** The API's parameters for it. */
export function sliceParameters({ from, to }: Slice): Record<string, string> {
  return {
    ...(from !== null && { gte_date: formatWall(from) }),
    ...(to !== null && { lte_date: formatWall(to) }),
  };
}

/** Such as `20260101T000000_end`: for file names. */
export function sliceName({ from, to }: Slice): string {
  const compact = (wall: WallSeconds) => formatWall(wall).replaceAll(/[-:]/g, '');
  return `${from === null ? 'start' : compact(from)}_${to === null ? 'end' : compact(to)}`;
}
