import { BrokenCircuitError, IsolatedCircuitError } from 'cockatiel';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { type Clock, createPacer, systemClock } from './create-pacer.ts';
import type { DmmSettings } from './dmm-settings.ts';
import { hideCredentials } from './hide-credentials.ts';
import { createRecoveryPolicy, defaultRecovery, type RecoverySettings } from './recovery-policy.ts';
import { Refusal, TransientFailure } from './request-failure.ts';
import { requestOnce } from './request-once.ts';
import {
  actressSearchSchema,
  floorListSchema,
  genreSearchSchema,
  itemListSchema,
  makerSearchSchema,
  seriesSearchSchema,
} from './response-schemas.ts';
import { quotaExhausted, sourceRefused, sourceUnavailable } from './source-errors.ts';

/** Parameters of the API as it names them, without credentials. */
export type DmmParameters = Readonly<Record<string, string | number>>;

/** Without credentials: links hold a mark in place of the affiliate id. */
export interface DmmAnswer<R> {
  result: R;
  /** Otherwise as it came. */
  body: string;
  request: { endpoint: string; parameters: DmmParameters };
}

export interface DmmClientOptions extends DmmSettings {
  requestsPerSecond?: number;
  /** Of one attempt, until the last byte. */
  timeoutMs?: number;
  recovery?: RecoverySettings;
  signal: AbortSignal;
  log: Logger;
  clock?: Clock;
}

export type DmmClient = ReturnType<typeof createDmmClient>;

/** Parameters that vary between requests of one kind. */
const varying = new Set(['offset', 'hits', 'gte_date', 'lte_date', 'initial']);
const credentials = new Set(['api_id', 'affiliate_id']);

/**
 * The DMM affiliate API, paced over all methods. Each throws SOURCE_REFUSED, SOURCE_QUOTA_EXHAUSTED or, when retries
 * did not help, SOURCE_UNAVAILABLE; an error is never the end of the data. After an exhausted quota nothing is sent.
 */
export function createDmmClient(options: DmmClientOptions) {
  const { apiId, affiliateId, baseUrl, signal, log } = options;
  const waitForTurn = createPacer(options.requestsPerSecond ?? 1, options.clock ?? systemClock);
  const { policy, breaker } = createRecoveryPolicy(options.recovery ?? defaultRecovery);
  const hide = (text: string) => hideCredentials(text, { apiId, affiliateId });
  const answered = new Set<string>();
  let requests = 0;

  async function ask<S extends z.ZodType<{ result: unknown }>>(
    endpoint: string,
    schema: S,
    parameters: DmmParameters,
  ): Promise<DmmAnswer<z.output<S>['result']>> {
    const url = new URL(endpoint, baseUrl);
    for (const [key, value] of Object.entries(parameters)) url.searchParams.set(key, String(value));
    url.searchParams.set('output', 'json');
    url.searchParams.set('api_id', apiId);
    url.searchParams.set('affiliate_id', affiliateId);
    const attempt = async () => {
      signal.throwIfAborted();
      await waitForTurn(signal);
      requests += 1;
      const limit = AbortSignal.timeout(options.timeoutMs ?? 30_000);
      try {
        return await requestOnce(url, schema, { signal: AbortSignal.any([signal, limit]), hide });
      } catch (error) {
        signal.throwIfAborted();
        const failure = limit.aborted ? new TransientFailure('it did not answer in time') : error;
        if (failure instanceof TransientFailure) log.warn({ endpoint, reason: failure.message }, 'no answer');
        throw failure;
      }
    };
    const kind = kindOf(endpoint, parameters);
    try {
      const { value, body } = await untilAborted(policy.execute(attempt, signal), signal);
      answered.add(kind);
      return {
        result: value.result,
        body,
        request: { endpoint, parameters },
      };
    } catch (error) {
      throw asSourceError(error, endpoint, kind);
    }
  }

  function asSourceError(error: unknown, endpoint: string, kind: string): unknown {
    if (signal.aborted) return signal.reason;
    if (error instanceof IsolatedCircuitError) return quotaExhausted(endpoint);
    if (error instanceof BrokenCircuitError) return sourceUnavailable(endpoint, 'too many requests failed');
    if (error instanceof TransientFailure) return sourceUnavailable(endpoint, error.message);
    if (!(error instanceof Refusal)) return error;
    if (!isQuota(error, kind)) return sourceRefused(endpoint, error);
    breaker.isolate();
    return quotaExhausted(endpoint);
  }

  /** The API has one body for both: what was right before cannot be wrong now. */
  function isQuota({ httpStatus, parameters }: Refusal, kind: string): boolean {
    if (httpStatus !== 400 || answered.size === 0) return false;
    const blamesCredentials = parameters.length > 0 && parameters.every((name) => credentials.has(name));
    return blamesCredentials || answered.has(kind);
  }

  return {
    itemList: (parameters: DmmParameters) => ask('ItemList', itemListSchema, parameters),
    floorList: () => ask('FloorList', floorListSchema, {}),
    genreSearch: (parameters: DmmParameters) => ask('GenreSearch', genreSearchSchema, parameters),
    makerSearch: (parameters: DmmParameters) => ask('MakerSearch', makerSearchSchema, parameters),
    seriesSearch: (parameters: DmmParameters) => ask('SeriesSearch', seriesSearchSchema, parameters),
    actressSearch: (parameters: DmmParameters) => ask('ActressSearch', actressSearchSchema, parameters),
    /** Requests sent so far, retries among them. */
    requestCount: () => requests,
  };
}

function kindOf(endpoint: string, parameters: DmmParameters): string {
  const fixed = Object.entries(parameters).filter(([key]) => !varying.has(key));
  return JSON.stringify([endpoint, fixed.sort()]);
}

/** Ends at once on an abort, also while a back-off waits; until then it keeps the process alive. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const alive = setInterval(() => undefined, 60_000);
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    clearInterval(alive);
    if (onAbort) signal.removeEventListener('abort', onAbort);
    work.catch(() => undefined);
  }
}
