import { formatWall } from '../../ingest/dmm/fetch/japan-time.ts';
import { sliceParameters } from '../../ingest/dmm/fetch/slices.ts';
import type { JobContext } from '../runner/job-definition.ts';
import type { SyncParameters } from './dmm-parameters.ts';
import { planSync } from './plan-sync.ts';
import type { Dmm } from './with-dmm.ts';

/** What a sync would fetch: one request a floor, nothing kept. */
export async function previewSync(
  context: JobContext<SyncParameters>,
  { client }: Dmm,
): Promise<Record<string, unknown>> {
  const { site, service, floors, hits, requestsPerSecond } = context.parameters;
  const { mode, since } = await planSync(context.client, context.parameters);
  const counted: Record<string, { items: number; pages: number }> = {};
  for (const floor of floors) {
    const { result } = await client.itemList({
      ...{ site, service, floor, sort: 'date', hits: 1, offset: 1 },
      ...sliceParameters({ from: since, to: null }),
    });
    counted[floor] = { items: result.total_count, pages: Math.ceil(result.total_count / hits) };
  }
  const pages = Object.values(counted).reduce((sum, floor) => sum + floor.pages, 0);
  return {
    dryRun: true,
    mode,
    since: since === null ? null : `${formatWall(since)} in Japan`,
    floors: counted,
    // Slicing and what changes meanwhile add to it.
    leastMinutes: Math.ceil(pages / requestsPerSecond / 60),
  };
}
