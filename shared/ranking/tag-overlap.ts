/** Jaccard index of two lists of distinct tags, in [0, 1]; 0 where both are empty. */
export function tagOverlap(a: readonly string[], b: readonly string[]): number {
  const common = a.filter((tag) => b.includes(tag)).length;
  const either = a.length + b.length - common;
  return either === 0 ? 0 : common / either;
}
