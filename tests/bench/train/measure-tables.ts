import { createRandom } from '../../../batch/random/create-random.ts';
import { adamUpdate } from '../../../batch/train/adam.ts';
import { drawDistinct } from '../../../batch/train/candidates/draw-distinct.ts';
import { rowAdamUpdate } from '../../../batch/train/row-adam.ts';
import type { Figures } from '../support/figures.ts';
import { median } from './median.ts';

const items = 100_000;
const width = 64;
/** What 256 people with 20 decisions and 1,000 drawn negatives touch at most. */
const touched = 6000;
const steps = 9;

/** An optimiser step on an id table: the rows that have a gradient, against all of them with a dense gradient. */
export function measureTables(figures: Figures): void {
  const random = createRandom(4);
  const moments = { first: new Float32Array(items * width), second: new Float32Array(items * width) };
  const values = Float32Array.from({ length: items * width }, () => random() - 0.5);
  const settledAt = new Int32Array(items);
  const logs = new Float64Array(2 * steps + 1);
  const sparse: number[] = [];
  const dense: number[] = [];
  for (let step = 1; step <= steps; step++) {
    const rows = Int32Array.from(drawDistinct(touched, items, random));
    const gradient = { rows, values: Float32Array.from({ length: touched * width }, () => random() - 0.5) };
    sparse.push(
      timed(() => {
        const table = { values, moments, settledAt };
        rowAdamUpdate(table, gradient, { step, learningRate: 1e-3, decayLogs: logs });
      }),
    );
    dense.push(
      timed(() => {
        const whole = new Float32Array(items * width);
        for (const [at, row] of rows.entries())
          whole.set(gradient.values.subarray(at * width, (at + 1) * width), row * width);
        adamUpdate(values, whole, moments, { step, learningRate: 1e-3, keep: 1 });
      }),
    );
  }
  figures.add('row-sparse Adam, 100,000 x 64, 6,000 rows', median(sparse), { unit: 'ms' });
  figures.add('row-sparse against dense Adam', median(sparse) / median(dense), { unit: 'x', bar: 0.3 });
}

function timed(work: () => void): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}
