import type { SupabaseClient } from '@supabase/supabase-js';
import {
  type RecommendItemsResponse,
  recommendItemsRequestSchema,
} from '../../../shared/contracts/recommend-items.ts';
import { candidateCount } from '../../../shared/ranking/candidate-count.ts';
import { rankPage } from '../../../shared/ranking/rank-page.ts';
import type { Background } from '../_lib/background/create-background.ts';
import { createHttpHandler, type HttpHandler } from '../_lib/http/create-http-handler.ts';
import { readJsonBody } from '../_lib/http/read-json-body.ts';
import { collectCredits } from '../_lib/items/collect-credits.ts';
import { presentItem } from '../_lib/items/present-item.ts';
import type { WriteLogLine } from '../_lib/log/write-log-line.ts';
import { adultConfirmationRequired } from '../_lib/person/adult-confirmation-required.ts';
import type { VerifyPerson } from '../_lib/person/create-person-verifier.ts';
import { getRecommendationContext } from '../_lib/rpc/get-recommendation-context.ts';
import { recordImpressions } from '../_lib/rpc/record-impressions.ts';
import { retrievePageItems } from '../_lib/rpc/retrieve-page-items.ts';
import type { TowerCache } from '../_lib/tower/create-tower-cache.ts';
import { createPersonalQuery } from './create-personal-query.ts';

export interface RecommendItemsDependencies {
  client: SupabaseClient;
  verifyPerson: VerifyPerson;
  towers: TowerCache;
  background: Background;
  log: WriteLogLine;
}

/**
 * POST {limit}: the person's next page. Two database calls before the answer: context, then retrieval. Where the
 * tower cannot be had the page comes from popularity and `degraded` says why.
 */
export function createRecommendItemsHandler(dependencies: RecommendItemsDependencies): HttpHandler {
  const { client, verifyPerson, towers, background, log } = dependencies;
  return createHttpHandler({
    functionName: 'recommend-items',
    method: 'POST',
    log,
    async handle(request, requestId) {
      const personId = await verifyPerson(request);
      const { limit } = await readJsonBody(request, recommendItemsRequestSchema);
      const context = await getRecommendationContext(client, personId);
      if (!context.adult_confirmed) throw adultConfirmationRequired();

      const { query, degraded } = await createPersonalQuery(context, { towers, log, requestId });
      const retrieved = await retrievePageItems(client, { personId, limit: candidateCount(limit), query });
      const candidates = retrieved.map((item) => ({ ...item, id: item.item_id, makerId: item.maker_id }));
      const page = rankPage(candidates, { limit, nopes: context.recent_nopes });

      const modelVersion = query?.modelVersion ?? null;
      // Nothing was drawn at random: what is shown was shown with certainty.
      const impressions = page.map(({ item_id, score, source }) => ({
        item_id,
        score,
        source,
        propensity: 1,
      }));
      if (impressions.length > 0) {
        background.run('record-impressions', () =>
          recordImpressions(client, { personId, requestId, modelVersion, items: impressions }),
        );
      }
      const body: RecommendItemsResponse = {
        request_id: requestId,
        model_version: modelVersion,
        items: page.map(presentItem),
        credits: collectCredits(page),
        degraded,
      };
      return { body, logFields: { items: page.length, degraded: degraded.map(({ code }) => code) } };
    },
  });
}
