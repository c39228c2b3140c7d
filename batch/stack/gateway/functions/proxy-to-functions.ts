import { type IncomingMessage, request } from 'node:http';
import { Readable } from 'node:stream';
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { GatewayContext } from '../gateway-context.ts';

/** Headers that belong to one connection and are not passed on. */
const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'host', 'expect']);

function unavailable(c: Context): Response {
  return c.json({ code: 'BOOT_ERROR', message: 'Function failed to start (please check logs)' }, 503, {
    'access-control-allow-origin': '*',
    'sb-error-code': 'BOOT_ERROR',
  });
}

function passedOn(headers: Headers): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => !hopByHop.has(name)));
}

/** As Cloudflare before a hosted project does, over whatever the client sent. */
function whereFrom(c: Context): Record<string, string> {
  const { incoming } = c.env as HttpBindings;
  const address = incoming.socket.remoteAddress ?? '';
  return { 'cf-connecting-ip': address, 'x-forwarded-for': address };
}

function answerHeaders(incoming: IncomingMessage): Headers {
  const headers = new Headers();
  for (let i = 0; i + 1 < incoming.rawHeaders.length; i += 2) {
    const name = incoming.rawHeaders[i]!;
    if (!hopByHop.has(name.toLowerCase())) headers.append(name, incoming.rawHeaders[i + 1]!);
  }
  return headers;
}

const withoutBody = new Set([101, 204, 205, 304]);

/** Hands a call to the functions host, bodies streaming both ways. 503 while the host is down. */
export function proxyToFunctions(c: Context, context: GatewayContext): Promise<Response> | Response {
  const port = context.functionsPort();
  if (port === undefined) return unavailable(c);
  const url = new URL(c.req.url);
  const path = url.pathname.slice('/functions/v1'.length);
  const began = performance.now();
  const headers = passedOn(c.req.raw.headers);
  headers['x-forwarded-host'] = url.host;
  headers['x-forwarded-proto'] = 'http';
  Object.assign(headers, whereFrom(c));
  // For a DELETE with a body of unknown length Node would say neither: its body would be taken for the next request.
  if (c.req.raw.body && !('content-length' in headers)) headers['transfer-encoding'] = 'chunked';
  return new Promise((resolve) => {
    const outgoing = request(
      {
        host: '127.0.0.1',
        port,
        path: path + url.search,
        method: c.req.method,
        headers,
      },
      (incoming) => {
        const status = incoming.statusCode ?? 502;
        const ms = performance.now() - began;
        context.log.debug({ edgeFunction: path.split('/')[1], status, ms }, 'Edge Function answered');
        const empty = withoutBody.has(status) || c.req.method === 'HEAD';
        if (empty) incoming.resume();
        const body = empty ? null : (Readable.toWeb(incoming) as ReadableStream<Uint8Array>);
        resolve(new Response(body, { status, headers: answerHeaders(incoming) }));
      },
    );
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      context.log.warn({ code: error.code }, 'functions host did not answer');
      resolve(unavailable(c));
    });
    c.req.raw.signal.addEventListener('abort', () => outgoing.destroy(), { once: true });
    if (c.req.raw.body)
      Readable.fromWeb(c.req.raw.body as never)
        .on('error', () => outgoing.destroy())
        .pipe(outgoing);
    else outgoing.end();
  });
}
