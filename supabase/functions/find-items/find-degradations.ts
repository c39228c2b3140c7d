import type { FindKind } from '../../../shared/contracts/find-items.ts';
import type { Degradation } from '../../../shared/contracts/recommend-items.ts';
import type { FoundRow } from '../_lib/rpc/find-items.ts';

/** What the page lacks because of the model, by any row of it. A page without rows lacks nothing. */
export function findDegradations(
  { by, isPersonal }: { by: FindKind; isPersonal: boolean },
  row: FoundRow | undefined,
): Degradation[] {
  if (!row) return [];
  const messages: string[] = [];
  const noModel = 'no model version is active';
  if (by === 'similar' && row.vector_version === null) {
    const reason = row.active_version === null ? noModel : 'the active model version does not know the item';
    messages.push(`Similar by tags, performers, maker and series: ${reason}`);
  }
  if (isPersonal && row.active_version === null) messages.push(`Not in a personal order: ${noModel}`);
  return messages.map((message) => ({ code: 'MODEL_MISSING', message }));
}
