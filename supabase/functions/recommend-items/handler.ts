import type { SupabaseClient } from '@supabase/supabase-js';
import {
  type RecommendItemsResponse,
  recommendItemsRequestSchema,
} from '../../../shared/contracts/recommend-items.ts';
import { encodeSessionCursor, mostShown } from '../../../shared/paging/session-cursor.ts';
import { candidateCount } from '../../../shared/ranking/candidate-count.ts';
import type { Background } from '../_lib/background/create-background.ts';
import { clientAddress } from '../_lib/http/client-address.ts';
import { createHttpHandler, type HttpHandler } from '../_lib/http/create-http-handler.ts';
import { readJsonBody } from '../_lib/http/read-json-body.ts';
import { collectCredits } from '../_lib/items/collect-credits.ts';
import { presentItem } from '../_lib/items/present-item.ts';
import type { WriteLogLine } from '../_lib/log/write-log-line.ts';
import type { CountRequest } from '../_lib/metrics/finished-request.ts';
import { adultConfirmationRequired } from '../_lib/person/adult-confirmation-required.ts';
import type { VerifyPerson } from '../_lib/person/create-person-verifier.ts';
import { logImpressions } from '../_lib/rpc/log-impressions.ts';
import { openPage } from '../_lib/rpc/open-page.ts';
import type { TowerCache } from '../_lib/tower/create-tower-cache.ts';
import { chooseRanking } from './choose-ranking.ts';
import { createPersonalQuery } from './create-personal-query.ts';
import { explainItem } from './explain-item.ts';
import { findCandidates } from './find-candidates.ts';
import { makeShadowPage } from './make-shadow-page.ts';
import { rankCandidates } from './rank-candidates.ts';
import { readSession } from './read-session.ts';

export interface RecommendItemsDependencies {
  client: SupabaseClient;
  verifyPerson: VerifyPerson;
  towers: TowerCache;
  background: Background;
  log: WriteLogLine;
  count: CountRequest;
  /** The header that says where a request came from. */
  addressHeader: string;
  now: () => Date;
  /** Uniform in [0, 1): draws what is explored. */
  random: () => number;
}

/**
 * POST, see recommendItemsRequestSchema: the person's next page. Two database calls before the answer: context, then
 * retrieval. Where the tower cannot be had the page comes from popularity and `degraded` says why.
 */
export function createRecommendItemsHandler(dependencies: RecommendItemsDependencies): HttpHandler {
  const { client, verifyPerson, towers, background, log, count, addressHeader, now, random } = dependencies;
  return createHttpHandler({
    functionName: 'recommend-items',
    method: 'POST',
    log,
    count,
    async handle(request, { requestId, served }) {
      const personId = await verifyPerson(request);
      const wanted = await readJsonBody(request, recommendItemsRequestSchema);
      const shown = readSession(wanted.cursor);
      const context = await openPage(client, { personId, address: clientAddress(request, addressHeader) });
      if (!context.adult_confirmed) throw adultConfirmationRequired();
      served.modelVersion = context.model_version;

      const { ranking, assignments, ...chosen } = await chooseRanking(context, { personId, wanted });
      const model = context.personalisation
        ? await createPersonalQuery(context, { towers, log, requestId })
        : { query: null, degraded: [] };
      const limit = Math.min(wanted.limit, mostShown - shown.length);
      const asked = {
        ...{ personId, limit: candidateCount(limit), filters: wanted.filters ?? null },
        exclude: [...shown, ...wanted.exclude_ids],
      };
      const { found, query, ...retrieval } = await findCandidates(client, { ...asked, query: model.query });
      const degraded = [...model.degraded, ...chosen.degraded, ...retrieval.degraded];
      served.degraded = degraded.map(({ code }) => code);
      const page = rankCandidates(found, {
        ...{ context, ranking, limit, now: now(), random },
        exploration: wanted.exploration,
      });

      const modelVersion = query?.modelVersion ?? null;
      if (page.length > 0) {
        background.run('log-impressions', () =>
          logImpressions(client, { personId, requestId, modelVersion, items: page, variants: assignments }),
        );
      }
      if (context.shadow_version !== null && query !== null) {
        const firstIds = found.slice(0, page.length).map(({ item_id }) => item_id);
        background.run('make-shadow-page', () =>
          makeShadowPage(client, context, { towers, log, requestId, asked, firstIds }),
        );
      }
      const session = [...shown, ...page.map(({ item_id }) => item_id)];
      const hasMore = found.length > page.length && session.length < mostShown;
      const body: RecommendItemsResponse = {
        request_id: requestId,
        model_version: modelVersion,
        items: page.map((item, position) => ({
          ...presentItem(item, position),
          reason: explainItem(item, context),
        })),
        experiments: assignments,
        credits: collectCredits(page),
        degraded,
        next_cursor: hasMore ? encodeSessionCursor(session) : null,
      };
      return { body, logFields: { items: page.length, degraded: served.degraded } };
    },
  });
}
