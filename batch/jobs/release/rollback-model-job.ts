import { z } from 'zod';
import { AppError } from '../../../shared/errors/app-error.ts';
import { moveModel } from '../../release/move-model.ts';
import type { JobDefinition } from '../runner/job-definition.ts';
import { findDeployed } from './find-deployed.ts';
import { moveParameters } from './move-parameters.ts';

const parametersSchema = z.strictObject({
  version: z
    .string()
    .min(1)
    .optional()
    .describe('canary, shadow or active version; default: the canary, or the active one where there is none'),
  ...moveParameters,
});

export const rollbackModelJob: JobDefinition<typeof parametersSchema> = {
  name: 'rollback-model',
  group: 'deployment',
  title: 'Take a canary back, or let the previous version serve again',
  parameters: parametersSchema,
  shardable: false,
  async run({ parameters: { version: named, by, reason }, client, dryRun, step }) {
    const version = await step(
      'find',
      async () => named ?? (await findDeployed(client, 'canary')) ?? (await findDeployed(client, 'active')),
    );
    if (version === null) {
      throw new AppError('RELEASE_REFUSED', 'Cannot roll back: no version serves', {
        hint: 'npx matching release status shows where every version is.',
      });
    }
    if (dryRun) return { dryRun: true, version, active: await findDeployed(client, 'active') };
    return step('roll back', async () => {
      const from = await moveModel(client, { version, to: 'retired', by, reason });
      return { version, from, active: await findDeployed(client, 'active') };
    });
  },
};
