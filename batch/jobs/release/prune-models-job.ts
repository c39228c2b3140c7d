import { z } from 'zod';
import { AppError } from '../../../shared/errors/app-error.ts';
import { createSupabaseClient } from '../../io/create-supabase-client.ts';
import { prunableVersions, pruneVersion } from '../../release/prune-versions.ts';
import type { JobDefinition } from '../runner/job-definition.ts';

const parametersSchema = z.strictObject({
  retiredHours: z
    .int()
    .min(1)
    .max(87_600)
    .default(24)
    .describe('versions that are retired for so long at least; requests that began with them are over'),
});

export const pruneModelsJob: JobDefinition<typeof parametersSchema> = {
  name: 'prune-models',
  group: 'maintenance',
  title: 'Remove vectors and files of retired model versions; the previous one is kept',
  parameters: parametersSchema,
  shardable: false,
  async run({ parameters, client, connection, dryRun, signal, step }) {
    const prunable = await prunableVersions(client, parameters);
    const versions = prunable.map(({ version }) => version);
    if (dryRun) return { dryRun: true, versions };
    if (connection.api === null) {
      throw new AppError('INVALID_CONFIG', 'Cannot prune: only the database is named, not the API', {
        hint: 'Set SUPABASE_URL and SUPABASE_SECRET_KEY as well.',
      });
    }
    const storage = createSupabaseClient(connection.api.url, connection.api.secretKey);
    // No recorded outcome to go on from: what is pruned is no longer found.
    await step('prune', async ({ progress }) => {
      for (const [done, version] of prunable.entries()) {
        signal.throwIfAborted();
        progress(done, prunable.length, version.version);
        await pruneVersion({ client, storage }, version);
      }
      return { versions };
    });
    return { versions };
  },
};
