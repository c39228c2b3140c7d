import { z } from 'zod';
import type { Pipeline } from './pipeline.ts';

const parameters = z.strictObject({
  preset: z.string().min(1).default('quickstart').describe('preset of models/presets'),
  promote: z.boolean().default(false).describe('let the new version serve at once'),
});

export const nightlyTraining: Pipeline<typeof parameters> = {
  name: 'nightly-training',
  title: 'Make the training dataset, train, publish, and promote only if told',
  parameters,
  resumeWithinHours: 20,
  steps: [
    { job: 'build-training-set', parameters: () => ({}) },
    {
      job: 'train',
      needs: 'build-training-set',
      // Exactly the dataset that was just made, also when the pipeline goes on a day later.
      parameters: ({ preset }, reports) => ({ preset, dataset: reports['build-training-set']?.dataset }),
    },
    {
      job: 'publish-model',
      needs: 'train',
      parameters: (_, reports) => ({ run: reports.train?.runFolder }),
    },
    {
      job: 'promote-model',
      needs: 'publish-model',
      when: ({ promote }) => promote,
      parameters: (_, reports) => ({ version: reports['publish-model']?.version }),
    },
  ],
};
