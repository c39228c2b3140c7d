import { describe, expect, it } from 'vitest';
import { trainingConfigSchema } from '../../../batch/train/training-config.ts';
import { tinyConfig } from './support/tiny-config.ts';

describe('trainingConfigSchema', () => {
  it('fills in every setting, those of the history too', () => {
    const { history, ...config } = trainingConfigSchema.parse({});
    const { history: tinyHistory, ...tiny } = tinyConfig();
    expect(Object.keys(config).sort()).toEqual(Object.keys(tiny).sort());
    expect(Object.keys(history).sort()).toEqual(Object.keys(tinyHistory).sort());
    // The width of the database.
    expect(config.dim).toBe(768);
  });

  it('takes a whole configuration as it is', () => {
    expect(trainingConfigSchema.parse(tinyConfig())).toEqual(tinyConfig());
  });

  it.each([
    ['an unknown key', { epoch: 3 }],
    ['an unknown key of the history', { history: { limit: 3 } }],
    ['an unknown backend', { backend: 'webgpu' }],
    ['a temperature that float32 can not hold', { temperature: 0.024 }],
    ['a share above 1', { idDropout: 1.1 }],
    ['no epochs', { epochs: 0 }],
  ])('refuses %s', (_, config) => {
    expect(trainingConfigSchema.safeParse(config).success).toBe(false);
  });
});
