/** Items retrieved for a page of `limit` rows: enough that the share of a maker can be kept; the database returns 1,000 at most. */
export function candidateCount(limit: number): number {
  return Math.min(1000, Math.max(limit * 5, 200));
}
