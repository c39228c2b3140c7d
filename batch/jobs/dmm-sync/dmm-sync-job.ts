import type { JobDefinition } from '../runner/job-definition.ts';
import { syncSchema } from './dmm-parameters.ts';
import { runDmmSync } from './run-dmm-sync.ts';

/**
 * Not split into shards: the API allows one key so many requests a second, wherever they come from, and halves of a
 * listing planned at different times would not fit together.
 */
export const dmmSyncJob: JobDefinition<typeof syncSchema> = {
  name: 'dmm-sync',
  group: 'api-sync',
  title: 'Sync the catalogue, its terms and rankings from the DMM API',
  parameters: syncSchema,
  shardable: false,
  // Tomorrow's sync fetches what is new tomorrow.
  resumeWithinHours: 12,
  run: runDmmSync,
};
