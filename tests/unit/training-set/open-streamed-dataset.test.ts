import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { drawCases } from '../../../batch/evaluate/draw-cases.ts';
import { likesOfItems } from '../../../batch/evaluate/likes-of-items.ts';
import { openStreamedDataset } from '../../../batch/io/training/open-streamed-dataset.ts';
import { readTrainingDataset } from '../../../batch/io/training/read-training-dataset.ts';
import { createRandom } from '../../../batch/random/create-random.ts';
import { catchError } from '../train/support/catch-error.ts';
import { type Decision, makeTrainingSet } from '../train/support/make-training-set.ts';
import { openTrainingBench } from './support/training-bench.ts';
import { writeTrainingDataset } from './support/write-training-dataset.ts';

const bench = await openTrainingBench();
const { dataRoot, duck } = bench;
const tempFolder = join(dataRoot, 'temp');

// 40 people decide 5,000 times on 300 items: often on the same one again, a few at the same moment.
const random = createRandom(7);
const draw = (below: number) => Math.floor(random() * below);
const decisions = Array.from(
  { length: 5000 },
  (): Decision => [
    `person-${String(draw(40)).padStart(2, '0')}`,
    draw(300),
    random() < 0.4 ? 'like' : 'nope',
    3600 * draw(900) + 0.25,
  ],
);
const { folder } = await writeTrainingDataset(bench, makeTrainingSet(300, decisions));
const memory = await readTrainingDataset(duck, folder);
const streamed = await openStreamedDataset(folder, { tempFolder });

describe('openStreamedDataset()', () => {
  it('knows catalogue, split and counts without a decision in memory', () => {
    expect(streamed).toMatchObject({
      items: memory.items,
      split: { trainEnd: 4000, validationEnd: 4500 },
      fingerprint: memory.fingerprint,
      people: 40,
      decisions: 5000,
      timed: true,
    });
  });

  it('gives the training part person by person, each in the order of time', async () => {
    const seen: number[][] = [];
    await streamed.eachByPerson(4000, async ({ people, items, isLike }) => {
      for (const [at, person] of people.entries()) seen.push([person, items[at]!, isLike[at]!]);
    });
    const rows = Array.from({ length: 4000 }, (_, row) => row).sort(
      (a, b) => memory.personIndex[a]! - memory.personIndex[b]! || a - b,
    );
    expect(seen).toEqual(
      rows.map((row) => [memory.personIndex[row], memory.itemIndex[row], memory.isLike[row]]),
    );
  });

  it('stops in the middle when it is told to', async () => {
    const controller = new AbortController();
    const stopped = catchError(() =>
      streamed.eachByPerson(4000, async () => controller.abort(new Error('stop')), controller.signal),
    );
    expect(await stopped).toEqual(new Error('stop'));
  });

  it('refuses what is no training dataset', async () => {
    const { folder } = await bench.events([['ann', 'x', 'like', 1]]);
    expect(await catchError(() => openStreamedDataset(folder, { tempFolder }))).toMatchObject({
      code: 'INVALID_DATA',
    });
    expect(await catchError(() => openStreamedDataset(join(folder, 'none'), { tempFolder }))).toMatchObject({
      code: 'DATASET_MISSING',
    });
  });
});

describe('drawCases()', () => {
  it.each([
    ['everybody of the validation part', { historyEnd: 4000, targetEnd: 4500, limit: 1000 }],
    ['everybody of the test part', { historyEnd: 4500, targetEnd: 5000, limit: 1000 }],
    ['a sample', { historyEnd: 4500, targetEnd: 5000, limit: 9 }],
    ['nobody', { historyEnd: 5000, targetEnd: 5000, limit: 9 }],
  ])('draws %s, the same from disk as in memory', async (_, range) => {
    const options = { ...range, seed: 3 };
    const expected = await drawCases(memory, options);
    expect(expected.cases).toHaveLength(Math.min(expected.people, range.limit));
    expect(await drawCases(streamed, options)).toEqual(expected);
  });

  it('leaves out who only likes what they had decided on', async () => {
    // Of ten decisions eight train. Ann likes item 0 again, Bob likes item 1, which is new to him.
    const likes = Array.from({ length: 7 }, (_, at): Decision => ['ann', at, 'like', at]);
    const set = makeTrainingSet(9, [
      ...likes,
      ['bob', 0, 'nope', 7],
      ['ann', 0, 'like', 8],
      ['bob', 1, 'like', 9],
    ]);
    const written = await writeTrainingDataset(bench, set);
    const data = await openStreamedDataset(written.folder, { tempFolder });
    expect([...(await data.peopleWithNewLikes({ from: 8, to: 10 }))]).toEqual([1]);
  });
});

describe('likesOfItems()', () => {
  it('counts likes from disk to the bit as in memory', async () => {
    const halfLivesDays = [3, 14, Number.POSITIVE_INFINITY];
    for (const end of [0, 1500, 4000, 4500]) {
      const options = { end, halfLivesDays };
      expect(await likesOfItems(streamed, options)).toEqual(await likesOfItems(memory, options));
    }
    const [decayed, all] = await likesOfItems(memory, { end: 4000, halfLivesDays: [3, 30] });
    expect(decayed).not.toEqual(all);
  });

  it('reads nothing twice, and says that the dataset is gone where it has to read', async () => {
    const written = await writeTrainingDataset(bench, makeTrainingSet(300, decisions.slice(0, 500)));
    const data = await openStreamedDataset(written.folder, { tempFolder });
    const options = { end: 300, halfLivesDays: [3] };
    const first = await likesOfItems(data, options);
    await rm(written.folder, { recursive: true });
    expect(await likesOfItems(data, options)).toEqual(first);
    const other = catchError(() => likesOfItems(data, { end: 300, halfLivesDays: [4] }));
    expect(await other).toMatchObject({ code: 'DATASET_MISSING' });
  });
});
