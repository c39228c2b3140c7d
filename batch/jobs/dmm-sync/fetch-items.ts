import { fetchCheckpointSchema } from '../../ingest/dmm/fetch/fetch-checkpoint.ts';
import { type FetchedFloor, fetchFloor } from '../../ingest/dmm/fetch/fetch-floor.ts';
import type { JobContext } from '../runner/job-definition.ts';
import type { SyncParameters } from './dmm-parameters.ts';
import { type KeptPages, keepPages } from './keep-pages.ts';
import type { SyncPlan } from './plan-sync.ts';
import type { Dmm } from './with-dmm.ts';

/** Fetches the items of a floor into raw pages, as a step. */
export function fetchItems(
  context: JobContext<SyncParameters>,
  { client, duck }: Dmm,
  { floor, plan }: { floor: string; plan: SyncPlan },
): Promise<KeptPages<FetchedFloor>> {
  const { site, service, hits, sliceItems, readings: passes } = context.parameters;
  const { signal, log } = context;
  return context.step(`fetch ${floor}`, async ({ checkpoint, saveCheckpoint, progress }) => {
    const saved = fetchCheckpointSchema.safeParse(checkpoint);
    const fetch = (folder: string) =>
      fetchFloor(client, {
        ...{ site, service, floor, hits, sliceItems, passes, folder, progress, signal, log },
        since: plan.since,
        bounds: plan.bounds,
        checkpoint: saved.success ? saved.data : null,
        async saveCheckpoint(value) {
          await saveCheckpoint(value);
          // The run's own connection waits for hours: what lies between must not take it for dead.
          await context.client.query('select 1');
        },
      });
    return keepPages(context, { name: floor, duck, fetch });
  });
}
