import { fetchRanking } from '../../ingest/dmm/fetch/fetch-ranking.ts';
import { swapRanking } from '../../store/swap-ranking.ts';
import type { JobContext } from '../runner/job-definition.ts';
import { anewWhenIncomplete } from './anew-when-incomplete.ts';
import type { RankingParameters } from './dmm-parameters.ts';
import { keepPages } from './keep-pages.ts';
import type { Dmm } from './with-dmm.ts';

/** The ranking of each floor: fetched whole, then staged, verified and made the current one. One step a floor. */
export async function syncRankings(
  context: JobContext<RankingParameters>,
  { client, duck }: Dmm,
): Promise<Record<string, { entries: number; known: number }>> {
  const { site, service, floors, rankingSize, readings } = context.parameters;
  const report: Record<string, { entries: number; known: number }> = {};
  for (const floor of floors) {
    report[floor] = await context.step(`ranking ${floor}`, (step) =>
      anewWhenIncomplete(step, async (attempt) => {
        const options = { site, service, floor, hits: 100, passes: readings, size: rankingSize };
        const { result: externalIds } = await keepPages(context, {
          name: `ranking-${floor}`,
          attempt,
          duck,
          fetch: (folder) => fetchRanking(client, { ...options, folder, signal: context.signal }),
        });
        const { entries, known } = await swapRanking(context.client, { source: 'dmm', floor, externalIds });
        return { entries, known };
      }),
    );
  }
  return report;
}
