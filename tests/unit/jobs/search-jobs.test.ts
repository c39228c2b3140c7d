import { expect, it } from 'vitest';
import { z } from 'zod';
import type { JobEntry } from '../../../batch/jobs/registry.ts';
import { searchJobs } from '../../../batch/jobs/search-jobs.ts';

const entry = (name: string, title: string, key: string): JobEntry => ({
  name,
  group: 'maintenance',
  title,
  load: async () => ({
    name,
    group: 'maintenance',
    title,
    parameters: z.strictObject({ [key]: z.string().describe('something') }),
    shardable: false,
    run: async () => ({}),
  }),
});
const jobs = [
  entry('publish-model', 'Publish a training run', 'run'),
  entry('refresh-popularity', 'Count the likes anew', 'halfLifeDays'),
];
const names = async (text: string) => (await searchJobs(text, jobs)).found.map(({ name }) => name);

it('searchJobs() finds every word in name, title, group or parameter', async () => {
  expect(await names('publish')).toEqual(['publish-model']);
  expect(await names('likes COUNT')).toEqual(['refresh-popularity']);
  expect(await names('life')).toEqual(['refresh-popularity']);
  expect(await names('maintenance')).toHaveLength(2);
  expect(await names('publish likes')).toEqual([]);
});

it('searchJobs() forgives a typing error in a word of four letters, two in one of eight', async () => {
  expect(await names('puplish')).toEqual(['publish-model']);
  expect(await names('popullarety')).toEqual(['refresh-popularity']);
  expect(await names('rnu')).toEqual([]);
});

it('searchJobs() says the nearest name when nothing is found', async () => {
  expect(await searchJobs('pblmdl', jobs)).toEqual({ found: [], nearest: 'publish-model' });
});
