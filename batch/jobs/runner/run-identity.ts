import { createHash } from 'node:crypto';
import type { Shard } from './job-definition.ts';

/** SHA-256 of job, parameters and shard: what makes a second start the same run. Keys are taken in sorted order. */
export function runIdentity(job: string, parameters: unknown, shard: Shard | null): string {
  const { index, count } = shard ?? { index: 1, count: 1 };
  return createHash('sha256')
    .update(JSON.stringify([job, sortKeys(parameters), index, count]))
    .digest('hex');
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null || 'toJSON' in value) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sortKeys(inner)]),
  );
}
