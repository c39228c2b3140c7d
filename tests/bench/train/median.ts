import { percentile } from '../support/percentile.ts';

/** The lower one of the two in the middle where their number is even. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}
