import type { SupabaseClient } from '@supabase/supabase-js';
import type { FindCursor } from '../../../shared/contracts/find-cursor.ts';
import { type FindItemsResponse, findItemsRequestSchema } from '../../../shared/contracts/find-items.ts';
import { encodeOpaque } from '../../../shared/paging/opaque-text.ts';
import { clientAddress } from '../_lib/http/client-address.ts';
import { createHttpHandler, type HttpHandler } from '../_lib/http/create-http-handler.ts';
import { readJsonBody } from '../_lib/http/read-json-body.ts';
import { collectCredits } from '../_lib/items/collect-credits.ts';
import { presentItem } from '../_lib/items/present-item.ts';
import type { WriteLogLine } from '../_lib/log/write-log-line.ts';
import type { CountRequest } from '../_lib/metrics/finished-request.ts';
import type { VerifyPerson } from '../_lib/person/create-person-verifier.ts';
import type { FoundRow } from '../_lib/rpc/find-items.ts';
import { decodeCursor } from './decode-cursor.ts';
import { findDegradations } from './find-degradations.ts';
import { findRows } from './find-rows.ts';

export interface FindItemsDependencies {
  client: SupabaseClient;
  verifyPerson: VerifyPerson;
  log: WriteLogLine;
  count: CountRequest;
  /** The header that says where a request came from. */
  addressHeader: string;
}

/**
 * POST {by, …}: similar, popular, trending, latest or matching items, page by page. One database call, or a second one where a
 * personal order takes too long.
 */
export function createFindItemsHandler(dependencies: FindItemsDependencies): HttpHandler {
  const { client, verifyPerson, log, count, addressHeader } = dependencies;
  return createHttpHandler({
    functionName: 'find-items',
    method: 'POST',
    log,
    count,
    async handle(incoming, { requestId, served }) {
      const personId = await verifyPerson(incoming);
      const request = await readJsonBody(incoming, findItemsRequestSchema);
      const { by, limit, cursor } = request;
      const after = cursor === undefined ? null : decodeCursor(cursor, by);
      // One more than the page holds tells whether another page follows.
      const address = clientAddress(incoming, addressHeader);
      const { rows, isPersonal, ...search } = await findRows(client, {
        ...{ personId, address, request, limit: limit + 1, after },
      });
      const page = rows.slice(0, limit);
      const last = rows.length > limit ? page.at(-1) : undefined;
      const shown = (isPersonal ? inPersonalOrder(page) : page).map((row) => ({ ...row, source: by }));
      const degraded = [...search.degraded, ...findDegradations({ by, isPersonal }, page[0])];
      const body: FindItemsResponse = {
        request_id: requestId,
        items: shown.map(presentItem),
        credits: collectCredits(shown),
        next_cursor: last ? encodeOpaque({ by, ...placeOf(last) } satisfies FindCursor) : null,
        degraded,
      };
      served.degraded = degraded.map(({ code }) => code);
      return { body, logFields: { by, items: shown.length, degraded: served.degraded } };
    },
  });
}

function placeOf({ score, item_id, as_of, vector_version }: FoundRow) {
  return { score, item_id, as_of, vector_version };
}

/** Most like what the person liked first; what cannot be compared last, as it came. */
function inPersonalOrder(page: readonly FoundRow[]): FoundRow[] {
  const likeness = (row: FoundRow) => row.personal_similarity ?? Number.NEGATIVE_INFINITY;
  // Not by difference: that of two infinities is no number.
  return page.toSorted((a, b) => Number(likeness(b) > likeness(a)) - Number(likeness(a) > likeness(b)));
}
