import { describe, expect, it } from 'vitest';
import { runName } from '../../../batch/jobs/run-name.ts';
import { trainingConfigSchema } from '../../../batch/train/training-config.ts';

const fingerprint = 'd'.repeat(64);
const config = trainingConfigSchema.parse({ seed: 3, dim: 8, epochs: 2 });

describe('runName()', () => {
  it('is the preset and twelve hex digits', () => {
    expect(runName('quickstart', config, fingerprint)).toMatch(/^quickstart-[0-9a-f]{12}$/);
  });

  it('is the same for the same run, whatever the order of the settings', () => {
    const turned = trainingConfigSchema.parse({ epochs: 2, dim: 8, seed: 3 });
    expect(runName('quickstart', turned, fingerprint)).toBe(runName('quickstart', config, fingerprint));
  });

  it('is another one when preset, any setting or the data changes', () => {
    const names = [
      runName('quickstart', config, fingerprint),
      runName('other', config, fingerprint),
      runName('quickstart', { ...config, epochs: 3 }, fingerprint),
      runName('quickstart', { ...config, history: { ...config.history, likeLimit: 199 } }, fingerprint),
      runName('quickstart', config, 'e'.repeat(64)),
    ].map((name) => name.slice(-12));
    expect(new Set(names).size).toBe(5);
  });
});
