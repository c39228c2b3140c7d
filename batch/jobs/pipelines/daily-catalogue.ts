import { z } from 'zod';
import type { Pipeline } from './pipeline.ts';

const parameters = z.strictObject({});

export const dailyCatalogue: Pipeline<typeof parameters> = {
  name: 'daily-catalogue',
  title: 'Sync the catalogue, give vectors to new items, check its quality, count likes anew',
  parameters,
  // Tomorrow's start is a new run even where today's failed.
  resumeWithinHours: 20,
  steps: [
    { job: 'dmm-sync', parameters: () => ({}) },
    { job: 'update-embeddings', parameters: () => ({}) },
    { job: 'data-quality', parameters: () => ({}) },
    { job: 'refresh-popularity', parameters: () => ({}) },
  ],
};
