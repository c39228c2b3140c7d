import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { StreamedSet } from '../../../batch/io/streamed-set.ts';
import type { TrainingSet } from '../../../batch/io/training-set.ts';
import { historiesPath } from '../../../batch/train/histories/histories-path.ts';
import type { HistorySource } from '../../../batch/train/histories/history-source.ts';
import { openHistories } from '../../../batch/train/histories/open-histories.ts';
import type { PersonHistory } from '../../../batch/train/person-histories.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { catchError } from './support/catch-error.ts';
import { type Decision, makeTrainingSet } from './support/make-training-set.ts';
import { streamedSet } from './support/streamed-set.ts';
import { twoTastes } from './support/two-tastes.ts';

// 50 people with 20 decisions, of whom the last has one like only.
const tastes = twoTastes({ people: 50, items: 40, decisions: 20 });
const data: TrainingSet = {
  ...tastes,
  isLike: tastes.isLike.map((like, row) => (tastes.personIndex[row] === 49 ? Number(row < 50) : like)),
};
const steps = { batchSize: 8, seed: 3, trainRows: 800 };

let checkpointPath: string;
beforeEach(() => {
  checkpointPath = join(newTempFolder(), 'checkpoint.bin');
});

const open = (from: TrainingSet | StreamedSet, changes: Partial<Parameters<typeof openHistories>[1]> = {}) =>
  openHistories(from, { ...steps, checkpointPath, ...changes });

async function everybody(source: HistorySource): Promise<PersonHistory[]> {
  const seen: PersonHistory[] = [];
  for await (const person of source.everybody()) seen.push(person);
  return seen;
}

/** Opens the streamed histories, says whether the file was made, and checks that they are right. */
async function wasMade(from: StreamedSet = streamedSet(data)): Promise<boolean> {
  let isMade = false;
  const onPrepare = () => {
    isMade = true;
  };
  const source = await open(from, { onPrepare });
  expect(await everybody(source)).toEqual(await everybody(await open(data)));
  await source.close();
  return isMade;
}

describe('openHistories()', () => {
  it('takes the same people in the same steps from disk as from memory', async () => {
    const [memory, streamed] = [await open(data), await open(streamedSet(data))];
    expect(streamed.people).toBe(49);
    expect(memory.people).toBe(49);
    expect(streamed.steps.perEpoch).toBe(7);
    for (const [epoch, step] of [
      [0, 0],
      [0, 6],
      [3, 2],
      [1, 5],
    ] as const)
      expect(await streamed.steps.people(epoch, step)).toEqual(await memory.steps.people(epoch, step));
    expect(await everybody(streamed)).toEqual(await everybody(memory));
    await streamed.close();
  });

  it('reads everybody piece by piece where they are many', async () => {
    // 300,000 entries are more than are read, or written, at once; one person alone has more than half of a piece.
    const decisions = Array.from(
      { length: 300_000 },
      (_, at): Decision => [
        at < 150_000 ? 'ann' : `bob-${String(at % 1000).padStart(3, '0')}`,
        at % 70,
        at % 3 ? 'like' : 'nope',
        at,
      ],
    );
    const many = makeTrainingSet(70, decisions);
    const options = { trainRows: 300_000 };
    const [memory, streamed] = [await open(many, options), await open(streamedSet(many), options)];
    expect(await everybody(streamed)).toEqual(await everybody(memory));
    expect(await streamed.steps.people(0, 3)).toEqual(await memory.steps.people(0, 3));
    await streamed.close();
  });

  it('makes the file once, and anew when it is not whole', async () => {
    expect(await wasMade()).toBe(true);
    expect(await wasMade()).toBe(false);
    const path = historiesPath(checkpointPath);
    const whole = await readFile(path);
    await truncate(path, whole.length - 8);
    expect(await wasMade()).toBe(true);
    expect(await readFile(path)).toEqual(whole);
    // One bit of one decision, one of the index, one of the header.
    for (const at of [4096 + 401, whole.length - 3, 20]) {
      const broken = Buffer.from(whole);
      broken[at]! ^= 1;
      await writeFile(path, broken);
      expect(await wasMade()).toBe(true);
    }
    await writeFile(path, '');
    expect(await wasMade()).toBe(true);
    expect(await wasMade()).toBe(false);
  });

  it('makes it anew for another dataset or other rows', async () => {
    expect(await wasMade()).toBe(true);
    expect(await wasMade({ ...streamedSet(data), fingerprint: '0'.repeat(64) })).toBe(true);
    expect(await wasMade()).toBe(true);
    const fewer = await open(streamedSet(data), { trainRows: 300 });
    expect(await everybody(fewer)).toEqual(await everybody(await open(data, { trainRows: 300 })));
    await fewer.close();
  });

  it('takes no file that was killed half-way', async () => {
    const controller = new AbortController();
    const killed = catchError(() =>
      open(streamedSet(data), {
        signal: controller.signal,
        onPrepare: () => controller.abort(new Error('killed')),
      }),
    );
    expect(await killed).toEqual(new Error('killed'));
    expect(await catchError(() => readFile(historiesPath(checkpointPath)))).toMatchObject({ code: 'ENOENT' });
    expect(await wasMade()).toBe(true);
  });
});
