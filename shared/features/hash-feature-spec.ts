import type { FeatureSpec } from './feature-spec.ts';
import { sha256Hex } from './sha256-hex.ts';

/** SHA-256 (hex) of the spec as JSON with its keys in order, so that equal specs hash alike wherever they come from. */
export function hashFeatureSpec(spec: FeatureSpec): Promise<string> {
  return sha256Hex(new TextEncoder().encode(JSON.stringify(sortKeys(spec))));
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sortKeys(inner)]),
  );
}
