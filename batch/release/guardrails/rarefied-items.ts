/** `times` -> how many items were shown so often. */
export type ShownCounts = ReadonlyMap<number, number>;

/**
 * How many different items are expected among `draws` impressions drawn without replacement of all: what makes the coverage of
 * different numbers of impressions comparable. Hurlbert (1971), "The nonconcept of species diversity".
 * @throws RangeError when fewer impressions than `draws` are there.
 */
export function rarefiedItems(counts: ShownCounts, draws: number): number {
  let all = 0;
  for (const [times, items] of counts) all += times * items;
  if (draws > all) throw new RangeError(`Cannot draw ${draws} of ${all} impressions`);
  let expected = 0;
  for (const [times, items] of counts) {
    // Probability that none of an item's impressions is drawn: product over its impressions of what is left undrawn.
    let logMissed = 0;
    for (let at = 0; at < times; at++) logMissed += Math.log(Math.max(0, all - draws - at) / (all - at));
    expected += items * (1 - Math.exp(logMissed));
  }
  return expected;
}
