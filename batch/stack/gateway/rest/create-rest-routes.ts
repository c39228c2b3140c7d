import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { GatewayContext } from '../gateway-context.ts';
import { resolveClaims } from '../resolve-claims.ts';
import { callFunction } from './call-function.ts';
import { readCall } from './read-call.ts';
import { RestError } from './rest-error.ts';
import { restFailure, restRefusal } from './rest-failure.ts';

const headersSchema = z.array(z.record(z.string(), z.string()));

/** Headers a function has set through `response.headers`. */
function ownHeaders(text: string | null): Record<string, string> {
  if (!text) return {};
  try {
    return Object.assign({}, ...headersSchema.parse(JSON.parse(text)));
  } catch {
    throw new RestError(500, {
      code: 'PGRST111',
      message: 'response.headers guc must be a JSON array of objects',
    });
  }
}

function requestHeaders(c: Context): Record<string, string> {
  const headers = Object.fromEntries(c.req.raw.headers);
  delete headers.authorization;
  delete headers.apikey;
  delete headers.cookie;
  return headers;
}

function refuse(c: Context, error: RestError): Response {
  const headers: Record<string, string> = { 'content-type': 'application/json; charset=utf-8' };
  if (error.status === 401) headers['www-authenticate'] = 'Bearer';
  return new Response(c.req.method === 'HEAD' ? null : JSON.stringify(error.body), {
    status: error.status,
    headers,
  });
}

async function answerCall(c: Context, context: GatewayContext): Promise<Response> {
  const resolved = await resolveClaims(c.req.raw.headers, context);
  if (!resolved.ok) return refuse(c, restRefusal(resolved.reason));
  const { claims } = resolved;
  try {
    const call = await readCall(c);
    const began = performance.now();
    const result = await callFunction(context.session(), call, {
      claims,
      path: `/rpc/${call.name}`,
      method: c.req.method,
      headers: requestHeaders(c),
    });
    context.log.debug({ rpc: call.name, ms: performance.now() - began }, 'database function answered');
    const headers: Record<string, string> = { ...ownHeaders(result.headers) };
    if (result.range) headers['content-range'] = result.range;
    if (result.body !== null) {
      headers['content-type'] =
        `application/${call.single ? 'vnd.pgrst.object+json' : 'json'}; charset=utf-8`;
    }
    return new Response(call.head ? null : result.body, { status: result.status, headers });
  } catch (error) {
    return refuse(c, restFailure(error, claims.role));
  }
}

/** `/rest/v1`: the functions of `public`, and nothing else. */
export function createRestRoutes(context: GatewayContext): Hono {
  const routes = new Hono();
  routes.all('/rpc/:name', (c) => answerCall(c, context));
  routes.all('*', async (c) => {
    const resolved = await resolveClaims(c.req.raw.headers, context);
    if (!resolved.ok) return refuse(c, restRefusal(resolved.reason));
    const name = c.req.path.split('/')[3] ?? '';
    return refuse(
      c,
      new RestError(404, {
        code: 'PGRST205',
        message: `Could not find the table 'public.${decodeURIComponent(name)}' in the schema cache`,
        hint: 'This project exposes functions only: call /rest/v1/rpc/<function>',
      }),
    );
  });
  return routes;
}
