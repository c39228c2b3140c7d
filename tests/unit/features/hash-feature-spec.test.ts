import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { FeatureSpec } from '../../../shared/features/feature-spec.ts';
import { hashFeatureSpec } from '../../../shared/features/hash-feature-spec.ts';

const spec: FeatureSpec = {
  encoderVersion: 1,
  dim: 2,
  history: { likeLimit: 3, recentLimit: 2, nopeLimit: 1, halfLifePositions: 4 },
  vocabularies: { makers: ['b', 'a'], series: [], performers: [], tags: [] },
  buckets: { releaseYear: [], durationMinutes: [], priceYen: [1] },
};

test('hashFeatureSpec() is the SHA-256 of the JSON with sorted keys', async () => {
  // Keys in order at every level; lists keep theirs.
  const canonical =
    '{"buckets":{"durationMinutes":[],"priceYen":[1],"releaseYear":[]},"dim":2,"encoderVersion":1,' +
    '"history":{"halfLifePositions":4,"likeLimit":3,"nopeLimit":1,"recentLimit":2},' +
    '"vocabularies":{"makers":["b","a"],"performers":[],"series":[],"tags":[]}}';
  expect(await hashFeatureSpec(spec)).toBe(createHash('sha256').update(canonical).digest('hex'));
});

test('hashFeatureSpec() does not depend on the order of keys', async () => {
  const turned = Object.fromEntries(Object.entries(spec).reverse()) as FeatureSpec;
  expect(await hashFeatureSpec(turned)).toBe(await hashFeatureSpec(spec));
});
