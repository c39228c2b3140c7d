import { beforeAll, describe, expect, it } from 'vitest';
import { evaluateModel } from '../../../batch/evaluate/evaluate-model.ts';
import type { TrainingSet } from '../../../batch/io/training-set.ts';
import { createRandom } from '../../../batch/random/create-random.ts';
import { randomNormal } from '../../../batch/random/random-normal.ts';
import { selectBackend } from '../../../batch/train/backend/select-backend.ts';
import { tinyConfig } from '../train/support/tiny-config.ts';
import { twoTastes } from '../train/support/two-tastes.ts';

const dim = 8;
const config = tinyConfig({ dim });
const data = twoTastes({ people: 60, items: 40, decisions: 20 });
const split = { trainEnd: 800, validationEnd: 1000 };
const random = createRandom(33);
const draw = (length: number) => Float32Array.from({ length }, () => 0.3 * randomNormal(random));
const historyInputs = draw(40 * dim);
const tables = {
  parameters: { kernel: draw(3 * dim * dim), bias: draw(dim) },
  historyInputs,
  embeddings: historyInputs.slice(),
};

beforeAll(async () => {
  await selectBackend('wasm');
});

/** The same rows with every decision from `from` to `to` turned around. */
function turned(from: number, to: number): TrainingSet {
  return { ...data, isLike: data.isLike.map((like, row) => (row >= from && row < to ? 1 - like : like)) };
}

describe('evaluateModel()', () => {
  it('chooses the scoring without a look at the test part', () => {
    const { scoring, metrics } = evaluateModel(data, split, tables, config);
    const other = evaluateModel(turned(1000, 1200), split, tables, config);
    expect(other.scoring).toEqual(scoring);
    expect(other.metrics.model).not.toEqual(metrics.model);
    expect(scoring.temperature).toBe(config.temperature);
    expect(scoring.popularityWeights[0]?.minLikes).toBe(0);
  });

  it('does look at the validation part', () => {
    const scoring = evaluateModel(data, split, tables, config).scoring;
    expect(evaluateModel(turned(800, 1000), split, tables, config).scoring).not.toEqual(scoring);
  });

  it('measures model and baselines on the same people: those who like something new in the test part', () => {
    const { metrics } = evaluateModel(data, split, tables, config);
    const people = new Set(
      Array.from({ length: 200 }, (_, at) => 1000 + at)
        .filter((row) => data.isLike[row])
        .map((row) => data.personIndex[row]),
    );
    for (const name of ['model', 'popularity', 'itemKnn'] as const)
      expect(metrics[name].people).toBe(people.size);
    // The neighbours know who shares a taste, popularity does not, and this model was drawn, not trained.
    expect(metrics.itemKnn.ndcg10).toBeGreaterThan(metrics.popularity.ndcg10);
  });

  it('gives zeros where nobody likes anything in the test part', () => {
    const noLikes = { ...data, isLike: data.isLike.map((like, row) => (row < 1000 ? like : 0)) };
    const { metrics } = evaluateModel(noLikes, split, tables, config);
    for (const values of Object.values(metrics))
      expect(Object.values(values).every((value) => value === 0)).toBe(true);
  });
});
