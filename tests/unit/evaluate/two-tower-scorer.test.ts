import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { twoTowerScorer } from '../../../batch/evaluate/two-tower-scorer.ts';
import { selectBackend } from '../../../batch/train/backend/select-backend.ts';

beforeAll(async () => {
  await selectBackend('wasm');
});

test('twoTowerScorer() scores by hand, again and again, and leaves no tensor', () => {
  // Likes count 1, recent likes nothing, nopes -1.
  const kernel = Float32Array.of(1, 0, 0, 1, 0, 0, 0, 0, -1, 0, 0, -1);
  const tables = {
    dim: 2,
    historyInputs: Float32Array.of(3, 0, 0, 4, 0, 8),
    embeddings: Float32Array.of(1, 0, 0, 1, 0.6, 0.8),
    userTower: { kernel, bias: new Float32Array(2) },
    itemTower: { kind: 'trained' as const, contentKernel: new Float32Array(0) },
  };
  const history = { likeLimit: 5, recentLimit: 1, nopeLimit: 5, halfLifePositions: 1e9 };
  const before = tf.memory().numTensors;
  const scorer = twoTowerScorer(tables, { history, temperature: 0.5 });
  // Likes item 0, nopes item 1: (3, -4), at unit length (.6, -.8); with the items .6, -.8 and .36 - .64; twice that.
  const entry = {
    personIndex: 0,
    decisions: [],
    likes: [0],
    nopes: [1],
    targets: new Set([2]),
    newNopes: new Set<number>(),
  };
  for (let again = 0; again < 2; again++) {
    const scores = scorer.logits([entry]);
    expect(Array.from(scores)).toEqual([1.2, -1.6, -0.56].map((value) => expect.closeTo(value, 5)));
  }
  scorer.dispose();
  // By the first coordinate alone, at unit length: the person 1; the items 1, 0, 1.
  const first = twoTowerScorer(tables, { history, temperature: 0.5, prefix: 1 });
  expect(Array.from(first.logits([entry]))).toEqual([2, 0, 2].map((value) => expect.closeTo(value, 5)));
  first.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
