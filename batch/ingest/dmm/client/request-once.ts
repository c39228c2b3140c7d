import type { z } from 'zod';
import { Refusal, TransientFailure } from './request-failure.ts';
import { refusalSchema } from './response-schemas.ts';

export interface Answer<T> {
  value: T;
  /** The body as it came, but for what `hide` does to it. `value` is read from this. */
  body: string;
}

/**
 * One GET, read to its end and through a schema. Throws Refusal for an answer that says no and TransientFailure for
 * everything that another attempt may mend: no answer, server errors, half an answer. Neither holds the address.
 */
export async function requestOnce<S extends z.ZodType>(
  url: URL,
  schema: S,
  { signal, hide }: { signal: AbortSignal; hide: (text: string) => string },
): Promise<Answer<z.output<S>>> {
  let status: number;
  let body: string;
  try {
    // A redirect would carry the credentials to wherever it points.
    const response = await fetch(url, {
      signal,
      redirect: 'manual',
      headers: { accept: 'application/json' },
    });
    status = response.status;
    body = hide(await response.text());
  } catch (error) {
    signal.throwIfAborted();
    throw new TransientFailure(networkReason(error));
  }
  const json = parseJson(body);
  if (status === 408 || status === 429 || status >= 500) throw new TransientFailure(`status ${status}`);
  if (status !== 200) throw new Refusal(status, refusedParameters(json) ?? []);
  if (json === undefined) throw new TransientFailure('the answer is not JSON or was cut off');
  const parsed = schema.safeParse(json);
  if (parsed.success) return { value: parsed.data, body };
  const refused = refusedParameters(json);
  if (refused) throw new Refusal(400, refused);
  const place = parsed.error.issues[0]!.path.join('.');
  throw new TransientFailure(`the answer has not the agreed shape at ${place || 'its root'}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Names in a refusal, null where the body is none. What the API says about them may repeat their values: left out. */
function refusedParameters(json: unknown): string[] | null {
  const parsed = refusalSchema.safeParse(json);
  if (!parsed.success || !(parsed.data.result.status >= 400 && parsed.data.result.status < 500)) return null;
  return Object.keys(parsed.data.result.errors).filter((key) => /^[a-z][a-z0-9_[\]]{0,39}$/.test(key));
}

function networkReason(error: unknown): string {
  const { code } = ((error as Error).cause ?? error) as { code?: unknown };
  return typeof code === 'string' ? `the connection failed (${code})` : 'the connection failed';
}
