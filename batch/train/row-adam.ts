import { type AdamMoments, adamUpdate } from './adam.ts';
import type { RowGradient } from './row-gradient.ts';

/** A table with its moments, and for each row the step up to which weight decay was applied to it. */
export interface RowAdamTable {
  values: Float32Array;
  moments: AdamMoments;
  settledAt: Int32Array;
}

export interface RowAdamStep {
  /** Counted from 1. */
  step: number;
  learningRate: number;
  /** Of decayLogs(). */
  decayLogs: Float64Array;
}

/**
 * Row-sparse Adam, in place: rows without a gradient are not touched. It is not Adam on a gradient that is zero there,
 * which would go on moving them by their moments; bias correction counts all steps. Weight decay is that of AdamW: a
 * row makes up for the steps since it was last touched before it takes its own.
 */
export function rowAdamUpdate(
  { values, moments, settledAt }: RowAdamTable,
  gradient: RowGradient,
  { step, learningRate, decayLogs }: RowAdamStep,
): void {
  const width = values.length / settledAt.length;
  for (let row = 0; row < gradient.rows.length; row++) {
    const to = gradient.rows[row]!;
    const keep = Math.exp(decayLogs[step]! - decayLogs[settledAt[to]!]!);
    const range = { at: to * width, gradientAt: row * width, length: width };
    adamUpdate(values, gradient.values, moments, { step, learningRate, keep }, range);
    settledAt[to] = step;
  }
}

/** Applies the weight decay up to `step` that rows have not had yet: before the table is used as a whole. */
export function settleDecay(
  { values, settledAt }: Omit<RowAdamTable, 'moments'>,
  step: number,
  decayLogs: Float64Array,
): void {
  const width = values.length / settledAt.length;
  for (let row = 0; row < settledAt.length; row++) {
    if (settledAt[row] === step) continue;
    const keep = Math.exp(decayLogs[step]! - decayLogs[settledAt[row]!]!);
    for (let at = row * width; at < (row + 1) * width; at++) values[at] = keep * values[at]!;
    settledAt[row] = step;
  }
}
