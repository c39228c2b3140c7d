import { describe, expect, it } from 'vitest';
import { caseBlocks } from '../../../batch/evaluate/case-blocks.ts';
import { byScore, measureScorer } from '../../../batch/evaluate/measure-scorer.ts';
import type { Scorer } from '../../../batch/evaluate/scorer.ts';
import { makeCase } from './support/make-case.ts';

/** Everybody's scores: the lower the index the better. */
const descending =
  (items: number): Scorer =>
  (cases) =>
    Float32Array.from({ length: cases.length * items }, (_, at) => -(at % items));
const measuring = (likes: number[], ks = [2]) => ({
  ks,
  likes: Float32Array.from(likes),
  makers: likes.map((_, item) => (item < 2 ? 'A' : item < 4 ? 'B' : null)),
  rankers: { it: byScore },
});

describe('measureScorer()', () => {
  it('takes means over people and keeps the values of each', async () => {
    // First: items 0 and 1 are shown, both of {0, 1}. Second: 0 and 1 are in the history, 2 and 3 are shown, one of
    // {2, 5}.
    const decided: Parameters<typeof makeCase>[0] = [
      [0, 'like'],
      [1, 'nope'],
    ];
    const cases = [makeCase([], [0, 1]), makeCase(decided, [2, 5])];
    const { it: found } = await measureScorer(cases, descending(6), measuring([1, 1, 1, 1, 1, 1]));
    expect([...found!.perPerson.recall2!]).toEqual([1, 0.5]);
    expect(found!.result.metrics).toMatchObject({ people: 2, recall2: 0.75, hit2: 1, mrr2: 1 });
    // Shown are 0, 1, 2, 3: four of six items; one like each and one added are a sixth: log2 6 bits.
    expect(found!.result.metrics.coverage2).toBeCloseTo(4 / 6, 12);
    expect(found!.result.metrics.novelty2).toBeCloseTo(Math.log2(6), 6);
    // Ascending 0 0 1 1 1 1: weights -5 -3 -1 1 3 5, so -1 + 1 + 3 + 5 = 8 of 6 * 4.
    expect(found!.result.metrics.gini2).toBeCloseTo(8 / 24, 12);
    expect(found!.result.makers).toEqual([
      { maker: 'A', catalogueShare: 1 / 3, exposureShare: 0.5 },
      { maker: 'B', catalogueShare: 1 / 3, exposureShare: 0.5 },
      { maker: null, catalogueShare: 1 / 3, exposureShare: 0 },
    ]);
  });

  it('divides people by the likes of their history', async () => {
    const like = (count: number) =>
      Array.from({ length: count }, (_, at): [number, 'like'] => [10 + at, 'like']);
    const cases = [
      makeCase([], [0]),
      makeCase(like(1), [9]),
      makeCase(like(4), [0]),
      makeCase(like(50), [0]),
    ];
    const { it: found } = await measureScorer(cases, descending(80), measuring(new Array(80).fill(1)));
    expect(found!.result.byHistoryLength.map(({ name, counts }) => [name, counts.people])).toEqual([
      ['0', 1],
      ['1-4', 2],
      ['5-19', 0],
      ['20-49', 0],
      ['50+', 1],
    ]);
    expect(found!.result.byHistoryLength.map(({ metrics }) => metrics.recall2)).toEqual([1, 0.5, 0, 0, 1]);
  });

  it('divides targets by how popular they are', async () => {
    // By likes: item 0 takes the first half of ten; 1 begins at 5 and 3 at 7, within the next three; 2 begins at 9.
    const likes = [5, 2, 1, 2, 0];
    const cases = [makeCase([], [0, 2]), makeCase([], [1, 3]), makeCase([], [4])];
    const { it: found } = await measureScorer(cases, descending(5), measuring(likes));
    expect(found!.result.byItemPopularity).toEqual([
      { name: 'head', counts: { items: 1, targets: 1 }, metrics: { recall2: 1 } },
      { name: 'middle', counts: { items: 2, targets: 2 }, metrics: { recall2: 0.5 } },
      { name: 'tail', counts: { items: 1, targets: 1 }, metrics: { recall2: 0 } },
      { name: 'cold', counts: { items: 1, targets: 1 }, metrics: { recall2: 0 } },
    ]);
  });

  it('ranks cold items in the catalogue and among their like', async () => {
    // Cold are 3, 4, 5, 6. The catalogue shows 0 and 1; among cold items 3 and 4 come first.
    const cases = [makeCase([], [0, 4]), makeCase([[3, 'nope']], [6]), makeCase([], [1])];
    const { it: found } = await measureScorer(cases, descending(7), measuring([1, 1, 1, 0, 0, 0, 0]));
    const [catalogue, amongCold] = found!.result.coldItems;
    expect(catalogue).toMatchObject({ counts: { people: 2, targets: 2, items: 4 }, metrics: { recall2: 0 } });
    // The first finds 4 in the second place, the second sees 4 and 5.
    expect(amongCold!.metrics.recall2).toBe(0.5);
    expect(amongCold!.metrics.ndcg2).toBeCloseTo(1 / Math.log2(3) / 2, 6);
  });

  it('takes pages from the same scores in several ways, and scores everybody once', async () => {
    const asked: number[] = [];
    const cases = Array.from({ length: 600 }, (_, at) => ({ ...makeCase([], [1]), personIndex: at }));
    const scorer: Scorer = (some) => {
      asked.push(...some.map(({ personIndex }) => personIndex));
      return descending(3)(some);
    };
    const found = await measureScorer(cases, scorer, {
      ...measuring([1, 1, 1], [1]),
      rankers: { straight: byScore, other: () => [1] },
    });
    expect(asked).toEqual(Array.from({ length: 600 }, (_, at) => at));
    expect([found.straight!.result.metrics.recall1, found.other!.result.metrics.recall1]).toEqual([0, 1]);
  });

  it('is 0 everywhere without a case', async () => {
    const { it: found } = await measureScorer([], descending(3), measuring([1, 1, 1]));
    expect(new Set(Object.values(found!.result.metrics))).toEqual(new Set([0]));
  });
});

describe('caseBlocks()', () => {
  it('never holds more than 32 MB of scores', async () => {
    const sizes: number[] = [];
    const scorer: Scorer = (cases) => {
      sizes.push(cases.length);
      return new Float32Array(cases.length);
    };
    const cases = Array.from({ length: 300 }, () => makeCase([], [0]));
    for await (const _ of caseBlocks(cases, scorer, { items: 50_000 }));
    // 8,000,000 / 50,000.
    expect(sizes).toEqual([160, 140]);
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    const cases = Array.from({ length: 600 }, () => makeCase([], [0]));
    const all = async (): Promise<void> => {
      for await (const _ of caseBlocks(cases, descending(2), { items: 2, signal: controller.signal }))
        controller.abort();
    };
    await expect(all()).rejects.toThrow('aborted');
  });
});
