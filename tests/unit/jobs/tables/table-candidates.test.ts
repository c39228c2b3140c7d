import { describe, expect, it } from 'vitest';
import { tableCandidates } from '../../../../batch/jobs/tables/table-candidates.ts';
import { tinyConfig } from '../../train/support/tiny-config.ts';

const namesOf = (tables: 'auto' | 'logistic' | 'blended', hasNopes: boolean) =>
  tableCandidates(tinyConfig({ tables }), { hasNopes }).map(({ name }) => name);

describe('tableCandidates()', () => {
  it('tries every way where there are nopes, and all but logistic tables where there are none', () => {
    expect(namesOf('auto', true)).toEqual(['trained', 'spectral', 'blended-0.2', 'blended-0.4', 'logistic']);
    expect(namesOf('auto', false)).toEqual(['trained', 'spectral', 'blended-0.2', 'blended-0.4']);
  });

  it('gives the one kind that is asked for', () => {
    expect(namesOf('logistic', true)).toEqual(['logistic']);
    expect(namesOf('blended', true)).toEqual(['blended-0.2', 'blended-0.4']);
  });

  it('refuses logistic tables without nopes', () => {
    expect(() => namesOf('logistic', false)).toThrow('the data has no nopes');
  });
});
