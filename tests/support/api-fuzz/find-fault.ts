import { z } from 'zod';
import { endpoints } from '../../../shared/api/endpoints.ts';
import { findUndeclared } from '../openapi/api-document.ts';
import type { FuzzRequest } from './arbitrary-request.ts';
import type { PlainAnswer } from './send-request.ts';

/** What no answer may hold: stacks, places in the source, statements, names of the database. */
const internals =
  /\bat (?:async )?(?:file:|\S+ \(|\S+:\d+:\d+)|\.ts:\d|node_modules|sqlstate|pgrst|\bpg_|app\.\w+|select .* from|insert into|sb_secret/i;

const anyBody = z.looseObject({
  request_id: z.string().optional(),
  error: z.object({ request_id: z.string() }).optional(),
});

/** What is wrong with an answer; null where it is what docs/openapi.json declares and tells nothing of the inside. */
export function findFault(request: FuzzRequest, { status, headers, text }: PlainAnswer): string | null {
  if (status >= 500) return `status ${status}`;
  if (headers['access-control-allow-origin'] !== '*') return 'no CORS header';
  const id = headers['x-request-id'];
  if (!id) return 'no x-request-id';
  if (request.method === 'OPTIONS') return status === 204 && text === '' ? null : `preflight ${status}`;
  const { method } = endpoints.find(({ name }) => name === request.endpoint)!;
  if (request.method !== method && status !== 405) return `status ${status} for ${request.method}`;
  if (request.method === 'HEAD') return text === '' ? null : 'a body for HEAD';
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return 'no JSON';
  }
  const undeclared = findUndeclared(request.endpoint, { status, body });
  if (undeclared) return undeclared;
  const { request_id, error } = anyBody.parse(body);
  if ((error?.request_id ?? request_id) !== id) return 'request_id is not that of the header';
  if (internals.test(text)) return 'tells of the inside';
  return null;
}
