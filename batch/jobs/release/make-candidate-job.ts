import { z } from 'zod';
import { AppError } from '../../../shared/errors/app-error.ts';
import { checkCoverage } from '../../release/check-coverage.ts';
import { checkGate } from '../../release/check-gate.ts';
import { moveModel } from '../../release/move-model.ts';
import { publishedModels } from '../models/published-models.ts';
import type { JobDefinition } from '../runner/job-definition.ts';
import { moveParameters } from './move-parameters.ts';
import { requirePublished } from './require-published.ts';

const parametersSchema = z.strictObject({
  version: z.string().min(1).describe('published model version'),
  force: z.boolean().default(false).describe('also a version that the gate refuses'),
  ...moveParameters,
});

/** What is published is read back once more: between publishing and now, files and rows may have been touched. */
export const makeCandidateJob: JobDefinition<typeof parametersSchema> = {
  name: 'make-candidate',
  group: 'deployment',
  title: 'Check a published version again and make it a candidate for release',
  parameters: parametersSchema,
  shardable: false,
  async run({ parameters: { version, force, by, reason }, client, connection, dryRun, step }) {
    await requirePublished(client, version);
    const checks = await step('check', async () => {
      if (!force) await checkGate(client, version);
      if (connection.api === null) {
        throw new AppError(
          'INVALID_CONFIG',
          'Cannot check the files: only the database is named, not the API',
          {
            hint: 'Set SUPABASE_URL and SUPABASE_SECRET_KEY as well.',
          },
        );
      }
      const { verifyPublishedVersion } = await import('../models/verify-published-version.ts');
      const [published] = await publishedModels(client, version);
      const { artifact, checks: held } = await verifyPublishedVersion(published!, {
        ...{ client, api: connection.api },
      });
      if (force) return held;
      const covered = await checkCoverage(client, version);
      const { checkAgreement } = await import('../../release/check-agreement.ts');
      return [
        ...held,
        `${Math.round(covered * 100)} % of the catalogue have a vector`,
        await checkAgreement(client, artifact),
      ];
    });
    if (dryRun) return { dryRun: true, version, checks };
    return step('move', async () => {
      const from = await moveModel(client, { version, to: 'candidate', by, reason });
      return { version, from, checks };
    });
  },
};
