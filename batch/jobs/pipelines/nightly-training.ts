import { z } from 'zod';
import type { Pipeline } from './pipeline.ts';

const parameters = z.strictObject({
  preset: z.string().min(1).default('quickstart').describe('preset of models/presets'),
  promote: z.boolean().default(false).describe('let the new version serve at once'),
});

const moved = { by: 'nightly-training', reason: 'made by the pipeline' };

export const nightlyTraining: Pipeline<typeof parameters> = {
  name: 'nightly-training',
  title: 'Make the training dataset, train, publish; a candidate, or promoted if told',
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
      job: 'make-candidate',
      needs: 'publish-model',
      parameters: (_, reports) => ({ ...moved, version: reports['publish-model']?.version }),
    },
    {
      job: 'promote-model',
      needs: 'make-candidate',
      when: ({ promote }) => promote,
      parameters: (_, reports) => ({ ...moved, version: reports['publish-model']?.version }),
    },
  ],
};
