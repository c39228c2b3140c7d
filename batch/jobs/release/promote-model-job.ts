import { z } from 'zod';
import { AppError } from '../../../shared/errors/app-error.ts';
import { checkGate } from '../../release/check-gate.ts';
import { moveModel } from '../../release/move-model.ts';
import type { JobDefinition } from '../runner/job-definition.ts';
import { findDeployed } from './find-deployed.ts';
import { moveParameters } from './move-parameters.ts';
import { requirePublished } from './require-published.ts';

const parametersSchema = z.strictObject({
  version: z.string().min(1).optional().describe('published model version; default: the canary'),
  force: z.boolean().default(false).describe('also a version that the gate refused'),
  ...moveParameters,
});

export const promoteModelJob: JobDefinition<typeof parametersSchema> = {
  name: 'promote-model',
  group: 'deployment',
  title: 'Make a published model version the one that serves',
  parameters: parametersSchema,
  shardable: false,
  async run({ parameters: { version: named, force, by, reason }, client, dryRun, step }) {
    // The step's outcome: a run that goes on would see no canary any more, and the new version as the former one.
    const { version, before } = await step('find', async () => ({
      version: named ?? (await findDeployed(client, 'canary')),
      before: await findDeployed(client, 'active'),
    }));
    if (version === null) {
      throw new AppError('RELEASE_REFUSED', 'Cannot promote: no version is named, and there is no canary', {
        hint: 'Name one: npx matching release promote <version>.',
      });
    }
    const check = async () => {
      await requirePublished(client, version);
      if (!force) await checkGate(client, version);
    };
    if (dryRun) {
      await check();
      return { dryRun: true, version, active: before };
    }
    return step('promote', async () => {
      await check();
      await moveModel(client, { version, to: 'active', by, reason });
      return { version, before };
    });
  },
};
