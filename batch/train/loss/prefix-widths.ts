/** The prefixes that add a loss of their own at this width: those that are narrower than the whole. */
export function prefixWidths(
  { prefixes, weight }: { prefixes: readonly number[]; weight: number },
  dim: number,
): number[] {
  return weight === 0 ? [] : [...new Set(prefixes)].filter((width) => width < dim);
}
