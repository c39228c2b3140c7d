import type { JobDefinition } from '../runner/job-definition.ts';
import { backfillSchema } from './dmm-parameters.ts';
import { runDmmSync } from './run-dmm-sync.ts';

export const dmmBackfillJob: JobDefinition<typeof backfillSchema> = {
  name: 'dmm-backfill',
  group: 'api-sync',
  title: 'Sync everything that the DMM API lists and count what is gone',
  parameters: backfillSchema,
  shardable: false,
  // It may take days of quota.
  resumeWithinHours: 7 * 24,
  run: (context) => runDmmSync({ ...context, parameters: { ...context.parameters, mode: 'full' } }),
};
