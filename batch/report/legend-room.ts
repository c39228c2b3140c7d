const rowPx = 20;

/** Height of a legend in a chart, as far as it can be told without a font: names break into rows. */
export function legendRoom(names: readonly string[], { widthPx = 390 } = {}): number {
  let rows = 1;
  let used = 0;
  for (const name of names) {
    // Symbol and gaps, and seven pixels a letter, which is wide for 12 px.
    const width = 34 + 7 * name.length;
    if (used > 0 && used + width > widthPx) {
      rows++;
      used = 0;
    }
    used += width;
  }
  return rows * rowPx;
}
