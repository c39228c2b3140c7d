export interface MakerShare {
  /** Null stands for all items whose maker is not known. */
  maker: string | null;
  catalogueShare: number;
  exposureShare: number;
}

/** Each maker's part of what is shown beside its part of the catalogue; most shown first, at most `limit`. */
export function makerShares(
  exposure: Float64Array,
  makers: readonly (string | null)[],
  limit: number,
): MakerShare[] {
  const all = exposure.reduce((sum, times) => sum + times, 0);
  const sums = new Map<string | null, { items: number; shown: number }>();
  for (const [item, maker] of makers.entries()) {
    const entry = sums.get(maker) ?? { items: 0, shown: 0 };
    entry.items++;
    entry.shown += exposure[item]!;
    sums.set(maker, entry);
  }
  return [...sums]
    .map(([maker, { items, shown }]) => ({
      maker,
      catalogueShare: items / makers.length,
      exposureShare: all === 0 ? 0 : shown / all,
    }))
    .sort((a, b) => b.exposureShare - a.exposureShare || b.catalogueShare - a.catalogueShare)
    .slice(0, limit);
}
