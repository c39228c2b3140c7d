import type { FetchedFloor } from '../../ingest/dmm/fetch/fetch-floor.ts';
import { markStale } from '../../store/mark-stale.ts';
import type { JobContext } from '../runner/job-definition.ts';
import type { SyncParameters } from './dmm-parameters.ts';
import { fetchItems } from './fetch-items.ts';
import type { KeptPages } from './keep-pages.ts';
import { planSync, type SyncPlan } from './plan-sync.ts';
import { processItems } from './process-items.ts';
import { storeItems } from './store-items.ts';
import { validateItems } from './validate-items.ts';
import type { Dmm } from './with-dmm.ts';
import { writeWatermarks } from './write-watermarks.ts';

/** From the API to the catalogue in the database, step by step. */
export async function syncItems(
  context: JobContext<SyncParameters>,
  dmm: Dmm,
): Promise<Record<string, unknown>> {
  const plan = await context.step('plan', () => planSync(context.client, context.parameters));
  const floors = new Map<string, KeptPages<FetchedFloor>>();
  for (const floor of context.parameters.floors) {
    floors.set(floor, await fetchItems(context, dmm, { floor, plan }));
  }
  const fetched = [...floors].map(([floor, { result }]) => [floor, countsOf(result)] as const);
  const report: Record<string, unknown> = { mode: plan.mode, floors: Object.fromEntries(fetched) };
  // With nothing new there is nothing to judge either.
  if (fetched.some(([, { found }]) => found > 0)) {
    const processed = await processItems(context, dmm, floors);
    const validated = await validateItems(context, dmm, { plan, processed });
    report.validated = validated;
    report.blocked = processed.blocked;
    report.stored = await storeItems(context, dmm, { processed, validated });
  }
  if (plan.mode === 'full') report.missed = await missedItems(context, plan);
  await moveWatermarks(context, { plan, floors });
  return report;
}

function countsOf({ listed, found, slices }: FetchedFloor) {
  const pages = slices.reduce((sum, slice) => sum + slice.pages.reduce((all, count) => all + count, 0), 0);
  return { listed, found, slices: slices.length, pages };
}

function missedItems(context: JobContext<SyncParameters>, plan: SyncPlan) {
  const { floors, staleAfterSyncs: afterMissedSyncs } = context.parameters;
  return context.step('mark stale', () => {
    const seenSince = new Date(plan.startedAt);
    return markStale(context.client, { source: 'dmm', floors, seenSince, afterMissedSyncs });
  });
}

function moveWatermarks(
  context: JobContext<SyncParameters>,
  { plan, floors }: { plan: SyncPlan; floors: ReadonlyMap<string, KeptPages<FetchedFloor>> },
): Promise<void> {
  return context.step('move watermarks', async ({ checkpoint, saveCheckpoint }) => {
    // It counts finished syncs: once, also when the step is run again because its end was not recorded.
    if (checkpoint !== null) return;
    const latest = new Map([...floors].map(([floor, { result }]) => [floor, result.latest]));
    await writeWatermarks(context.client, {
      plan,
      latest,
      done: () => saveCheckpoint({ moved: true }, context.client),
    });
  });
}
