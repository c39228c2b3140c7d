import type { FinishedRequest } from './finished-request.ts';
import { latencyBoundsMs } from './latency-bounds-ms.ts';

/** A row of app.request_metrics. */
export interface RequestRow {
  /** ISO time of the start of the minute, UTC. */
  minute: string;
  function_name: string;
  model_version: string;
  status: number;
  code: string;
  /** Sorted, joined by commas. */
  degraded: string;
  requests: number;
  duration_ms_sum: number;
  /** Requests by latency, not cumulative: one more than latencyBoundsMs. */
  buckets: number[];
}

/** Rows by all that tells them apart. */
export type RequestWindow = Map<string, RequestRow>;

/** Counts a request that ended now. */
export function addRequest(
  window: RequestWindow,
  { request, now }: { request: FinishedRequest; now: Date },
): void {
  const buckets = Array.from({ length: latencyBoundsMs.length + 1 }, () => 0);
  const slower = latencyBoundsMs.findIndex((bound) => request.durationMs <= bound);
  buckets[slower === -1 ? latencyBoundsMs.length : slower] = 1;
  addRow(window, {
    minute: new Date(Math.floor(now.getTime() / 60_000) * 60_000).toISOString(),
    function_name: request.functionName,
    model_version: request.modelVersion ?? '',
    status: request.status,
    code: request.code,
    degraded: [...new Set(request.degraded)].sort().join(','),
    requests: 1,
    duration_ms_sum: request.durationMs,
    buckets,
  });
}

export function addRow(window: RequestWindow, row: RequestRow): void {
  const { minute, function_name, model_version, status, code, degraded } = row;
  const key = JSON.stringify([minute, function_name, model_version, status, code, degraded]);
  const known = window.get(key);
  if (!known) {
    window.set(key, row);
    return;
  }
  known.requests += row.requests;
  known.duration_ms_sum += row.duration_ms_sum;
  known.buckets = known.buckets.map((count, place) => count + row.buckets[place]!);
}
