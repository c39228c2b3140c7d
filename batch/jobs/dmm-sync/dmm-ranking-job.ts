import type { JobDefinition } from '../runner/job-definition.ts';
import { checkFloors } from './check-floors.ts';
import { rankingSchema } from './dmm-parameters.ts';
import { syncRankings } from './sync-rankings.ts';
import { withDmm } from './with-dmm.ts';

export const dmmRankingJob: JobDefinition<typeof rankingSchema> = {
  name: 'dmm-ranking',
  group: 'api-sync',
  title: 'Take over the rankings of the DMM API',
  parameters: rankingSchema,
  shardable: false,
  // A ranking of an hour ago and one of now do not fit together.
  resumeWithinHours: 1,
  run: (context) =>
    withDmm(context, async (dmm) => {
      const floors = await checkFloors(context, dmm);
      return context.dryRun ? { dryRun: true, floors } : syncRankings(context, dmm);
    }),
};
