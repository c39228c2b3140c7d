import { beforeAll, describe, expect, it } from 'vitest';
import { allBaselines } from '../../../batch/evaluate/baselines/all-baselines.ts';
import { itemKnn } from '../../../batch/evaluate/baselines/item-knn.ts';
import { popularity, recentPopularity } from '../../../batch/evaluate/baselines/popularity.ts';
import { chooseTables } from '../../../batch/evaluate/choose-tables.ts';
import { type EvaluateOptions, evaluateModel } from '../../../batch/evaluate/evaluate-model.ts';
import type { Scorer } from '../../../batch/evaluate/scorer.ts';
import { twoTowerScorer } from '../../../batch/evaluate/two-tower-scorer.ts';
import type { ModelTables } from '../../../batch/io/model-tables.ts';
import type { TrainingSet } from '../../../batch/io/training-set.ts';
import { createRandom } from '../../../batch/random/create-random.ts';
import { randomNormal } from '../../../batch/random/random-normal.ts';
import { selectBackend } from '../../../batch/train/backend/select-backend.ts';
import { evaluationReportSchema } from '../../../shared/contracts/evaluation-report.ts';
import { tinyConfig } from '../train/support/tiny-config.ts';
import { twoTastes } from '../train/support/two-tastes.ts';

const dim = 8;
const config = tinyConfig({ dim });
const data = {
  ...twoTastes({ people: 60, items: 40, decisions: 20 }),
  split: { trainEnd: 800, validationEnd: 1000 },
};
const random = createRandom(33);
const draw = (length: number) => Float32Array.from({ length }, () => 0.3 * randomNormal(random));
const historyInputs = draw(40 * dim);
const tables: ModelTables = {
  dim,
  userTower: { kernel: draw(3 * dim * dim), bias: draw(dim) },
  historyInputs,
  embeddings: historyInputs.slice(),
  itemTower: { kind: 'trained', contentKernel: new Float32Array(0) },
};
const drawn = {
  name: 'drawn',
  temperature: config.temperature,
  logits: ((cases) => twoTowerScorer(tables, config).logits(cases)) as Scorer,
};
/** Knows that people like items of one maker: even or odd. */
const knowing: Scorer = (cases) =>
  Float32Array.from({ length: cases.length * 40 }, (_, at) => {
    const likes = cases[Math.floor(at / 40)]!.likes;
    const odd = likes.filter((item) => item % 2 === 1).length;
    return odd > likes.length / 2 === (at % 2 === 1) ? 1 : 0;
  });

beforeAll(async () => {
  await selectBackend('wasm');
});

/** The same rows with every decision from `from` to `to` turned around. */
function turned(from: number, to: number): TrainingSet {
  return { ...data, isLike: data.isLike.map((like, row) => (row >= from && row < to ? 1 - like : like)) };
}

async function evaluate(training: TrainingSet, options: EvaluateOptions = {}) {
  const choice = await chooseTables([drawn], { data: training, seed: 1 });
  const baselines = [popularity, recentPopularity, itemKnn];
  return evaluateModel(training, choice, { baselines, resamples: 100, ...options });
}

/** As `knowing`, but for the first of every so many people it ranks at random. */
const mostlyKnowing =
  (every: number): Scorer =>
  (cases) => {
    const scores = knowing(cases);
    for (const [row, { personIndex }] of cases.entries())
      if (personIndex % every === 0) scores.subarray(row * 40, (row + 1) * 40).reverse();
    return scores;
  };

describe('chooseTables()', () => {
  it('takes a robust candidate unless another is clearly ahead', async () => {
    const choose = async (robust: Scorer) => {
      const candidates = [
        { name: 'knowing', temperature: 1, logits: knowing },
        { name: 'robust', temperature: 1, isRobust: true, logits: robust },
      ];
      const { winner, rows } = await chooseTables(candidates, { data, seed: 1 });
      return { winner: winner.name, isBehind: rows[1]!.value < rows[0]!.value };
    };
    expect(await choose(mostlyKnowing(30))).toEqual({ winner: 'robust', isBehind: true });
    expect(await choose(mostlyKnowing(2))).toEqual({ winner: 'knowing', isBehind: true });
  });

  it('takes the candidate that ranks best on validation, and shows all', async () => {
    const candidates = [drawn, { name: 'knowing', temperature: 1, logits: knowing }];
    const { winner, rows, validation } = await chooseTables(candidates, { data, seed: 1 });
    expect(winner.name).toBe('knowing');
    expect(rows.map(({ name, chosen }) => [name, chosen])).toEqual([
      ['drawn', false],
      ['knowing', true],
    ]);
    expect(rows[1]!.value).toBeGreaterThan(rows[0]!.value);
    // The value is that of the row's own metrics.
    expect(rows[1]!.value).toBeCloseTo(rows[1]!.metrics.ndcg10! + rows[1]!.metrics.recall20!, 5);
    expect(validation).toHaveLength(rows[0]!.metrics.people!);
  });

  it('does not look at the test part, and does at the validation part', async () => {
    const { rows } = await chooseTables([drawn], { data, seed: 1 });
    const withoutTimes = ({ seconds: _, ...row }: (typeof rows)[number]) => row;
    const other = await chooseTables([drawn], { data: turned(1000, 1200), seed: 1 });
    expect(other.rows.map(withoutTimes)).toEqual(rows.map(withoutTimes));
    const third = await chooseTables([drawn], { data: turned(800, 1000), seed: 1 });
    expect(third.rows.map(withoutTimes)).not.toEqual(rows.map(withoutTimes));
  });

  it('lets so many people choose, drawn at random', async () => {
    const choice = await chooseTables([drawn], { data, seed: 1, validationPeople: 20 });
    expect([choice.validation.length, choice.validationPeople > 20]).toEqual([20, true]);
    const people = choice.validation.map(({ personIndex }) => personIndex);
    expect(Math.max(...people)).toBeGreaterThan(25);
    expect(people).toEqual([...people].sort((a, b) => a - b));
  });

  it('refuses to choose from nothing', async () => {
    await expect(chooseTables([], { data, seed: 1 })).rejects.toThrow(RangeError);
  });
});

describe('evaluateModel()', () => {
  it('measures every system on the same people: those who like something new in the test part', async () => {
    const { metrics, perPerson, historyLengths, report } = await evaluate(data);
    const people = new Set(
      Array.from({ length: 200 }, (_, at) => 1000 + at)
        .filter((row) => data.isLike[row])
        .map((row) => data.personIndex[row]),
    );
    for (const name of ['model', 'served', 'popularity', 'recentPopularity', 'itemKnn']) {
      expect(metrics[name]!.people).toBe(people.size);
      expect(perPerson.get(name)!.ndcg10).toHaveLength(people.size);
    }
    expect(historyLengths).toHaveLength(people.size);
    expect(report.people).toMatchObject({ test: people.size, testUsed: people.size });
    // The neighbours know who shares a taste, popularity does not, and this model was drawn, not trained.
    expect(metrics.itemKnn!.ndcg10).toBeGreaterThan(metrics.popularity!.ndcg10!);
  });

  it('keeps the scoring that validation chose', async () => {
    const choice = await chooseTables([drawn], { data, seed: 1 });
    const { scoring } = await evaluateModel(data, choice, { baselines: [], resamples: 10 });
    expect(scoring).toEqual({
      temperature: config.temperature,
      popularityHalfLifeDays: choice.popularity.halfLifeDays,
      popularityWeights: choice.popularity.weights,
    });
  });

  it('reports intervals and how far the model is ahead of each', async () => {
    const { report } = await evaluate(data);
    const result = report.systems.find(({ name }) => name === 'itemKnn')!.result!;
    const { low, mean, high } = result.intervals.ndcg10!;
    expect(mean).toBeCloseTo(result.metrics.ndcg10!, 6);
    expect(low < mean && mean < high).toBe(true);
    const behind = report.differences.find(
      ({ against, metric }) => against === 'itemKnn' && metric === 'ndcg10',
    )!;
    expect(behind.of).toBe('model');
    expect(behind.high).toBeLessThan(0);
  });

  it('gives a report that survives JSON, with every baseline in it', async () => {
    const steps: string[] = [];
    const { report } = await evaluate(data, {
      baselines: allBaselines({ easeItemLimit: 10 }),
      variants: [{ name: 'knowing', logits: knowing }],
      vectors: tables,
      onProgress: (step) => steps.push(step),
    });
    expect(evaluationReportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
    const rows = report.systems.map(({ name, kind, absent }) => [name, kind, absent !== null]);
    expect(rows).toEqual([
      ['model', 'model', false],
      ['served', 'served', false],
      ['knowing', 'variant', false],
      ['popularity', 'baseline', false],
      ['recentPopularity', 'baseline', false],
      ['itemKnn', 'baseline', false],
      ['ease', 'baseline', true],
      ['easePopularity', 'baseline', true],
      ['ials', 'baseline', false],
    ]);
    expect(report.systems[6]!.absent).toContain('40 items are more than the 10');
    expect(report.health).toMatchObject({ rows: 40, rowsNotFinite: 0, scoresNotFinite: 0 });
    expect(steps.at(-1)).toBe('intervals');
  });

  it('gives the same figures again', async () => {
    const [first, second] = [await evaluate(data), await evaluate(data)];
    expect(second.metrics).toEqual(first.metrics);
    expect(second.report.differences).toEqual(first.report.differences);
  });

  it('says that recency means nothing where decisions have no times', async () => {
    const untimed = { ...data, decidedAt: new Float64Array(data.decidedAt.length) };
    const { report, metrics } = await evaluate(untimed);
    expect(report.rows.timed).toBe(false);
    expect(metrics.recentPopularity).toEqual(metrics.popularity);
    const recent = report.systems.find(({ name }) => name === 'recentPopularity')!;
    expect(recent.notes).toEqual(['Decisions have no times: the same as popularity.']);
  });

  it('gives zeros where nobody likes anything in the test part', async () => {
    const noLikes = { ...data, isLike: data.isLike.map((like, row) => (row < 1000 ? like : 0)) };
    const { metrics } = await evaluate(noLikes);
    for (const values of Object.values(metrics))
      expect(Object.values(values).every((value) => value === 0)).toBe(true);
  });

  it('stops when it is told to', async () => {
    const signal = AbortSignal.abort();
    await expect(evaluate(data, { signal })).rejects.toThrow('aborted');
  });
});
