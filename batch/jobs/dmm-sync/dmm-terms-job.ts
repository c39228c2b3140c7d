import type { JobDefinition } from '../runner/job-definition.ts';
import { checkFloors } from './check-floors.ts';
import { requestSchema } from './dmm-parameters.ts';
import { syncTerms } from './sync-terms.ts';
import { withDmm } from './with-dmm.ts';

export const dmmTermsJob: JobDefinition<typeof requestSchema> = {
  name: 'dmm-terms',
  group: 'api-sync',
  title: 'Sync floors, genres, makers, series and performers from the DMM API',
  parameters: requestSchema,
  shardable: false,
  resumeWithinHours: 12,
  run: (context) =>
    withDmm(context, async (dmm) => {
      const floors = await checkFloors(context, dmm);
      return context.dryRun ? { dryRun: true, floors } : syncTerms(context, dmm, floors);
    }),
};
