import type { z } from 'zod';
import { type Endpoint, endpoints } from '../api/endpoints.ts';
import { errorBodySchema } from '../contracts/error-body.ts';
import { ApiError } from './api-error.ts';

export interface ClientOptions {
  /** Address of the project, such as https://example.supabase.co. */
  url: string;
  /** The project's publishable key. */
  key: string;
  /** The access token of the person's session; asked before every request, so that a renewed one is used. */
  accessToken: () => string | Promise<string>;
  /** Default: the platform's. */
  fetch?: typeof fetch;
  /** Milliseconds until a request counts as unanswered; default 15,000, more than the service takes. */
  timeoutMs?: number;
}

type Endpoints = (typeof endpoints)[number];
type Camel<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Name;
type Call<One extends Endpoints> = One['request'] extends z.ZodType
  ? (request: z.input<One['request']>) => Promise<z.output<One['response']>>
  : () => Promise<z.output<One['response']>>;

/** One method an endpoint, such as `recommendItems({limit: 20})`. Each throws ApiError for anything but a 200. */
export type Client = { [One in Endpoints as Camel<One['name']>]: Call<One> };

/** A client for browsers, React Native, Deno and Node: it needs nothing but fetch. Answers are parsed by their schema. */
export function createClient(options: ClientOptions): Client {
  const calls = endpoints.map((endpoint) => [
    endpoint.name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
    (request?: unknown) => call(endpoint, request, options),
  ]);
  return Object.fromEntries(calls) as Client;
}

async function call(
  { name, method, person, response: schema }: Endpoint,
  request: unknown,
  { url, key, accessToken, fetch: send = fetch, timeoutMs = 15_000 }: ClientOptions,
): Promise<unknown> {
  const answer = await noAnswer(async () =>
    send(`${url.replace(/\/$/, '')}/functions/v1/${name}`, {
      method,
      headers: {
        apikey: key,
        ...(person && { authorization: `Bearer ${await accessToken()}` }),
        ...(request !== undefined && { 'content-type': 'application/json' }),
      },
      ...(request !== undefined && { body: JSON.stringify(request) }),
      signal: AbortSignal.timeout(timeoutMs),
    }),
  );
  const { status } = answer;
  const body: unknown = await noAnswer(() => answer.json().catch(() => undefined));
  if (status !== 200) throw errorOf(body, answer);
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ApiError(
    { code: 'BAD_ANSWER', message: `${name} answered with something else than its schema says` },
    { status, cause: parsed.error },
  );
}

function errorOf(body: unknown, { status, headers }: Response): ApiError {
  const parsed = errorBodySchema.safeParse(body);
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  const retry = Number.isFinite(seconds) ? { retryAfterSeconds: seconds } : {};
  if (parsed.success) return new ApiError(parsed.data.error, { status, ...retry });
  return new ApiError(
    { code: 'BAD_ANSWER', message: `Status ${status} without an error body` },
    { status, ...retry },
  );
}

async function noAnswer<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    throw new ApiError({ code: 'NO_ANSWER', message: 'The service did not answer' }, { status: 0, cause });
  }
}
