import type { JobContext } from '../runner/job-definition.ts';
import { checkFloors } from './check-floors.ts';
import type { SyncParameters } from './dmm-parameters.ts';
import { previewSync } from './preview-sync.ts';
import { syncItems } from './sync-items.ts';
import { syncRankings } from './sync-rankings.ts';
import { syncTerms } from './sync-terms.ts';
import { withDmm } from './with-dmm.ts';

/** Items first: a ranking is compared with the catalogue. */
export function runDmmSync(context: JobContext<SyncParameters>): Promise<Record<string, unknown>> {
  return withDmm(context, async (dmm) => {
    const floors = await checkFloors(context, dmm);
    if (context.dryRun) return previewSync(context, dmm);
    const { include } = context.parameters;
    const report: Record<string, unknown> = {};
    if (include.includes('items')) report.items = await syncItems(context, dmm);
    if (include.includes('terms')) report.terms = await syncTerms(context, dmm, floors);
    if (include.includes('ranking')) report.ranking = await syncRankings(context, dmm);
    return report;
  });
}
