import type { SupabaseClient } from '@supabase/supabase-js';
import type { WriteLogLine } from '../_lib/log/write-log-line.ts';
import { type FindPageItemsOptions, findPageItems, type PageItem } from '../_lib/rpc/find-page-items.ts';
import type { PageContext } from '../_lib/rpc/open-page.ts';
import { openShadowPage } from '../_lib/rpc/open-shadow-page.ts';
import { recordShadowPage } from '../_lib/rpc/record-shadow-page.ts';
import type { TowerCache } from '../_lib/tower/create-tower-cache.ts';
import { createPersonalQuery } from './create-personal-query.ts';

export interface ShadowPageOptions {
  towers: TowerCache;
  log: WriteLogLine;
  requestId: string;
  /** What the page that people saw was asked for. */
  asked: Omit<FindPageItemsOptions, 'query'>;
  /** Ids of the items that were found first for that page, as many as it shows. */
  firstIds: readonly number[];
}

/**
 * Lets the shadow version that the context names find items for the same person, for nobody to see, and records how long it
 * took, whether it could, and how many of the items found first it found first too.
 */
export async function makeShadowPage(
  client: SupabaseClient,
  context: PageContext,
  { towers, log, requestId, asked, firstIds }: ShadowPageOptions,
): Promise<void> {
  const { shadow_version: version, shadow_manifest_sha256 } = context;
  if (version === null) return;
  const startedAt = performance.now();
  const taste = await openShadowPage(client, { personId: asked.personId, version });
  if (taste === null) return;
  const { query } = await createPersonalQuery(
    { ...context, ...taste, model_version: version, manifest_sha256: shadow_manifest_sha256 },
    { towers, log, requestId },
  );
  let found: PageItem[] | null = null;
  try {
    if (query !== null) found = await findPageItems(client, { ...asked, query });
  } finally {
    const first = new Set(found?.slice(0, firstIds.length).map(({ item_id }) => item_id));
    await recordShadowPage(client, {
      version,
      shown: firstIds.length,
      shared: firstIds.filter((id) => first.has(id)).length,
      failed: found === null,
      durationMs: performance.now() - startedAt,
    });
  }
}
