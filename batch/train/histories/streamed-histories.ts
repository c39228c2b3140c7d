import type { FileHandle } from 'node:fs/promises';
import type { PersonHistory } from '../person-histories.ts';
import { type HistoryHeader, historyHeaderBytes, readInto } from './history-file.ts';
import type { HistorySource } from './history-source.ts';
import { historySteps } from './history-steps.ts';

/** About so many entries are read at once where everybody is: 1 MB. */
const entriesAtOnce = 2 ** 18;

/** Histories in a file: a step reads those of its people. The epochs have the same orders as in memory. */
export function streamedHistories(
  { file, header, starts }: { file: FileHandle; header: HistoryHeader; starts: Float64Array },
  { batchSize, seed }: { batchSize: number; seed: number },
): HistorySource {
  const { people } = header;
  const read = async (first: number, end: number): Promise<Int32Array> => {
    const entries = new Int32Array(starts[end]! - starts[first]!);
    await readInto(file, new Uint8Array(entries.buffer), historyHeaderBytes + 4 * starts[first]!);
    return entries;
  };
  return {
    people,
    steps: historySteps({ people, batchSize, seed }, (positions) =>
      Promise.all(Array.from(positions, async (at) => unpack(await read(at, at + 1)))),
    ),
    async *everybody() {
      for (let first = 0; first < people; ) {
        let end = first + 1;
        while (end < people && starts[end + 1]! - starts[first]! <= entriesAtOnce) end++;
        const entries = await read(first, end);
        const from = starts[first]!;
        for (; first < end; first++)
          yield unpack(entries.subarray(starts[first]! - from, starts[first + 1]! - from));
      }
    },
    close: () => file.close(),
  };
}

function unpack(entries: Int32Array): PersonHistory {
  const decisions = entries.subarray(1);
  return {
    personIndex: entries[0]!,
    items: decisions.map((entry) => entry >> 1),
    isLike: Uint8Array.from(decisions, (entry) => entry & 1),
  };
}
