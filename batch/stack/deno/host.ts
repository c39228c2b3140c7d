/**
 * Serves every Edge Function of a folder from one process of stock Deno, as Supabase's runtime would: a
 * function sees `/<name>/…` as its path. Configured by the environment: MATCHING_HOST_PORT and
 * MATCHING_FUNCTIONS_URL (file URL of the folder, with a slash at its end).
 */
type Handler = (request: Request, info?: unknown) => Response | Promise<Response>;
type ServeOptions = { handler?: Handler; fetch?: Handler };

const functions = new URL(Deno.env.get('MATCHING_FUNCTIONS_URL')!);
const port = Number(Deno.env.get('MATCHING_HOST_PORT'));
const loading = new Map<string, Promise<Handler | undefined>>();
const serve = Deno.serve.bind(Deno);
let captured: Handler | undefined;
let queue: Promise<unknown> = Promise.resolve();

// A function serves itself when it is loaded: take its handler instead of a port.
Object.defineProperty(Deno, 'serve', {
  value: (first: Handler | ServeOptions, second?: Handler) => {
    captured = typeof first === 'function' ? first : (second ?? first.handler ?? first.fetch);
    return {
      finished: Promise.resolve(),
      shutdown: () => Promise.resolve(),
      ref() {},
      unref() {},
      addr: { transport: 'tcp', hostname: '127.0.0.1', port },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  },
});

// Background work of a handler: hosted, it keeps the instance alive; this process lives on anyway, until it is told to end.
const background = new Set<Promise<unknown>>();
Object.defineProperty(globalThis, 'EdgeRuntime', {
  value: {
    waitUntil(work: Promise<unknown>) {
      const settled = Promise.resolve(work)
        .catch((error) => console.error('background work failed:', error?.name))
        .finally(() => background.delete(settled));
      background.add(settled);
    },
  },
});

// As the hosted runtime does: functions are told, and what they have begun is waited for.
Deno.addSignalListener('SIGTERM', async () => {
  dispatchEvent(new Event('beforeunload'));
  await Promise.all(background);
  Deno.exit(0);
});

// One function's stray rejection must not take the others with it.
globalThis.addEventListener('unhandledrejection', (event) => {
  event.preventDefault();
  console.error('unhandled rejection:', event.reason?.stack ?? event.reason?.name);
});
globalThis.addEventListener('error', (event) => {
  event.preventDefault();
  console.error('unhandled error:', event.error?.stack ?? event.message);
});

async function importHandler(name: string): Promise<Handler | undefined> {
  const entry = new URL(`${name}/index.ts`, functions);
  const found = await Deno.stat(entry).catch(() => undefined);
  if (!found?.isFile) return undefined;
  captured = undefined;
  const module = await import(entry.href);
  const exported = module.default;
  const handler = captured ?? exported?.fetch?.bind(exported) ?? exported;
  if (typeof handler !== 'function') throw new TypeError(`The function ${name} serves nothing`);
  return handler;
}

/** Functions load one after the other: each takes hold of Deno.serve while it does. */
function load(name: string): Promise<Handler | undefined> {
  const known = loading.get(name);
  if (known) return known;
  const loaded = queue.then(() => importHandler(name));
  queue = loaded.catch(() => undefined);
  loading.set(name, loaded);
  // Not found or broken: look again at the next call.
  loaded.then((handler) => handler ?? loading.delete(name)).catch(() => loading.delete(name));
  return loaded;
}

function refuse(status: number, code: string, message: string): Response {
  const headers = { 'access-control-allow-origin': '*', 'sb-error-code': code };
  return Response.json({ code, message }, { status, headers });
}

async function answer(request: Request): Promise<Response> {
  const url = new URL(request.url);
  const name = /^\/([a-zA-Z][a-zA-Z0-9_-]*)(?:\/|$)/.exec(url.pathname)?.[1];
  if (!name) return refuse(404, 'NOT_FOUND', 'Requested function was not found');
  let handler: Handler | undefined;
  try {
    handler = await load(name);
  } catch (error) {
    console.error(
      `function ${name} failed to start:`,
      error instanceof Error ? error.stack : 'unknown error',
    );
    return refuse(503, 'BOOT_ERROR', 'Function failed to start (please check logs)');
  }
  if (!handler) return refuse(404, 'NOT_FOUND', 'Requested function was not found');
  try {
    return await handler(request);
  } catch (error) {
    console.error(`function ${name} failed:`, error instanceof Error ? error.stack : 'unknown error');
    return refuse(500, 'WORKER_ERROR', 'Function exited due to an error (please check logs)');
  }
}

// The stack holds the other end of standard input: when it is killed, this process ends too.
Deno.stdin.readable.pipeTo(new WritableStream()).finally(() => Deno.exit(0));

serve({ port, hostname: '127.0.0.1', onListen: () => console.log('functions host ready') }, answer);
