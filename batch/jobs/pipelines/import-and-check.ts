import { z } from 'zod';
import { importParametersSchema } from '../import-files/import-parameters.ts';
import type { Pipeline } from './pipeline.ts';

const parameters = z.strictObject({
  // The check is of what the import stored.
  ...importParametersSchema.omit({ datasetOnly: true }).shape,
  rules: z.string().min(1).optional().describe('JSON file with quality rules; default: the built-in ones'),
});

export const importAndCheck: Pipeline<typeof parameters> = {
  name: 'import-and-check',
  title: 'Import files, check the quality of the catalogue, count likes anew',
  parameters,
  steps: [
    { job: 'import-files', parameters: ({ rules: _, ...given }) => given },
    { job: 'data-quality', parameters: ({ rules }) => ({ rules }) },
    { job: 'refresh-popularity', parameters: () => ({}) },
  ],
};
