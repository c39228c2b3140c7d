import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../batch/random/create-random.ts';
import { adamUpdate } from '../../../batch/train/adam.ts';
import { decayLogs } from '../../../batch/train/decay-logs.ts';
import { learningRate } from '../../../batch/train/learning-rate.ts';
import { rowAdamUpdate, settleDecay } from '../../../batch/train/row-adam.ts';
import { tinyConfig } from './support/tiny-config.ts';

const config = tinyConfig({ learningRate: 0.1, warmupSteps: 2, weightDecay: 0.5 });
const steps = 6;
const logs = decayLogs(steps, config);

function seededTable(rows: number, width: number) {
  const random = createRandom(6);
  const length = rows * width;
  return {
    values: Float32Array.from({ length }, () => random() - 0.5),
    moments: { first: new Float32Array(length), second: new Float32Array(length) },
    settledAt: new Int32Array(rows),
  };
}

describe('decayLogs()', () => {
  it('adds up what each step leaves', () => {
    const constant = { ...config, learningRateSchedule: 'constant' } as const;
    // Rates .05 and .1, decay .5: 1 - .025, then (1 - .025) * (1 - .05).
    const [none, first, second] = decayLogs(2, constant);
    expect(none).toBe(0);
    expect(Math.exp(first!)).toBeCloseTo(0.975, 12);
    expect(Math.exp(second!)).toBeCloseTo(0.975 * 0.95, 12);
  });
});

describe('rowAdamUpdate()', () => {
  it('is Adam where every row has a gradient in every step, whatever their order', () => {
    const table = seededTable(3, 2);
    const plain = seededTable(3, 2);
    const random = createRandom(7);
    for (let step = 1; step <= steps; step++) {
      const dense = Float32Array.from({ length: 6 }, () => random() - 0.5);
      const turned = Float32Array.of(...dense.subarray(4, 6), ...dense.subarray(0, 4));
      const rate = learningRate(step, steps, config);
      const gradient = { rows: Int32Array.of(2, 0, 1), values: turned };
      rowAdamUpdate(table, gradient, { step, learningRate: rate, decayLogs: logs });
      const keep = 1 - rate * config.weightDecay;
      adamUpdate(plain.values, dense, plain.moments, { step, learningRate: rate, keep });
    }
    for (const [at, value] of plain.values.entries()) expect(table.values[at]).toBeCloseTo(value, 6);
    expect([...table.settledAt]).toEqual([6, 6, 6]);
  });

  it('does not touch rows without a gradient', () => {
    const table = seededTable(3, 2);
    const before = table.values.slice();
    const gradient = { rows: Int32Array.of(1), values: Float32Array.of(1, 1) };
    rowAdamUpdate(table, gradient, { step: 1, learningRate: 0.1, decayLogs: logs });
    for (const at of [0, 1, 4, 5]) expect(table.values[at]).toBe(before[at]);
    expect([...table.settledAt]).toEqual([0, 1, 0]);
    expect(table.moments.first[4]).toBe(0);
  });

  it('makes up for the decay that a row has missed', () => {
    const table = { ...seededTable(1, 1), values: Float32Array.of(2) };
    const gradient = { rows: Int32Array.of(0), values: Float32Array.of(0) };
    rowAdamUpdate(table, gradient, { step: 4, learningRate: 0.1, decayLogs: logs });
    let kept = 2;
    for (let step = 1; step <= 4; step++) kept *= 1 - learningRate(step, steps, config) * config.weightDecay;
    expect(table.values[0]).toBeCloseTo(kept, 6);
  });

  it('corrects the bias by all steps, not by those of the row', () => {
    const table = { ...seededTable(1, 1), values: Float32Array.of(0) };
    const gradient = { rows: Int32Array.of(0), values: Float32Array.of(2) };
    rowAdamUpdate(table, gradient, { step: 3, learningRate: 0.1, decayLogs: new Float64Array(7) });
    // m = .2 / (1 - .9^3) = .7380074, v = .004 / (1 - .999^3) = 1.3346674: .1 * .7380074 / sqrt(1.3346674).
    expect(table.values[0]).toBeCloseTo(-0.0638816, 6);
  });
});

describe('settleDecay()', () => {
  it('brings all rows to a step, and once only', () => {
    const table = { ...seededTable(2, 1), values: Float32Array.of(2, 3), settledAt: Int32Array.of(0, 4) };
    settleDecay(table, 4, logs);
    expect(table.values[0]).toBeCloseTo(2 * Math.exp(logs[4]!), 6);
    expect(table.values[1]).toBe(3);
    const once = table.values.slice();
    settleDecay(table, 4, logs);
    expect(table.values).toEqual(once);
    expect([...table.settledAt]).toEqual([4, 4]);
  });
});
