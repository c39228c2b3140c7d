/** What caps look at. A maker or series that is not known is never capped. */
export interface CappedItem {
  makerId: number | null;
  series: string | null;
  performers: readonly string[];
}

/** Largest parts of a page that one maker, series or performer gets, above 0 and at most 1; 0.2 is 4 of 20. Rounded up. */
export interface PageShares {
  maker: number;
  series: number;
  performer: number;
}

/** What an item counts towards: names, each with the rows that its kind may have. */
type CapKeys = readonly (readonly [key: string, cap: number])[];

export interface PageCaps {
  keysOf(item: CappedItem): CapKeys;
  /** Whether such an item may come on the page, with every cap `slack` above its share. */
  allows(keys: CapKeys, slack: number): boolean;
  take(keys: CapKeys): void;
}

/** Counts what a page of `limit` rows holds of each maker, series and performer. @throws RangeError for a share out of range. */
export function pageCaps(limit: number, shares: PageShares): PageCaps {
  const capOf = (kind: keyof PageShares): number => {
    const share = shares[kind];
    if (!(share > 0 && share <= 1)) throw new RangeError(`Cannot rank: the share of a ${kind} is ${share}`);
    // The tolerance keeps a share such as 0.07 of 100 from rounding up by a binary fraction.
    return Math.ceil(limit * share - 1e-9);
  };
  const caps = { maker: capOf('maker'), series: capOf('series'), performer: capOf('performer') };
  const taken = new Map<string, number>();
  return {
    keysOf({ makerId, series, performers }) {
      const keys = performers.map((name): [string, number] => [`performer ${name}`, caps.performer]);
      if (makerId !== null) keys.push([`maker ${makerId}`, caps.maker]);
      if (series !== null) keys.push([`series ${series}`, caps.series]);
      return keys;
    },
    allows: (keys, slack) => keys.every(([key, cap]) => (taken.get(key) ?? 0) < cap + slack),
    take(keys) {
      for (const [key] of keys) taken.set(key, (taken.get(key) ?? 0) + 1);
    },
  };
}
