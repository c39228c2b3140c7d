import { z } from 'zod';
import { AppError } from '../../../shared/errors/app-error.ts';
import { activateModel } from '../../release/activate-model.ts';
import { checkGate } from '../../release/check-gate.ts';
import type { JobDefinition } from '../runner/job-definition.ts';

const parametersSchema = z.strictObject({
  version: z.string().min(1).describe('published model version'),
  force: z.boolean().default(false).describe('also a version that the gate refused'),
});

export const promoteModelJob: JobDefinition<typeof parametersSchema> = {
  name: 'promote-model',
  group: 'deployment',
  title: 'Make a published model version the one that serves',
  parameters: parametersSchema,
  shardable: false,
  async run({ parameters: { version, force }, client, dryRun, step }) {
    const { rows } = await client.query<{ published: boolean; active: string | null }>(
      `select exists (select from app.models where version = $1) as published,
         (select model_version from app.deployments where slot = 'active') as active`,
      [version],
    );
    const { published, active } = rows[0]!;
    if (dryRun) {
      if (published) {
        if (!force) await checkGate(client, version);
        return { dryRun: true, version, active };
      }
      throw new AppError('MODEL_MISSING', `version ${version} was never published`, {
        hint: 'Publish it first: npx matching publish <run folder>.',
      });
    }
    if (!force) await checkGate(client, version);
    // The step's outcome, not what was read above: a run that goes on would see the new version as the former one.
    return step('promote', async () => {
      await activateModel(client, version);
      return { version, before: active };
    });
  },
};
