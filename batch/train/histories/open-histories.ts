import { isInMemory, type TrainingData } from '../../io/training-data.ts';
import { personHistories } from '../person-histories.ts';
import { hasTwoLikes } from './has-two-likes.ts';
import { historiesPath } from './histories-path.ts';
import { openHistoryFile } from './history-file.ts';
import type { HistorySource } from './history-source.ts';
import { memoryHistories } from './memory-histories.ts';
import { streamedHistories } from './streamed-histories.ts';
import { writeHistoryFile } from './write-history-file.ts';

export interface OpenHistoriesOptions {
  batchSize: number;
  seed: number;
  /** Decisions with an index below this are trained on. */
  trainRows: number;
  /** The file of streamed histories stands beside it. */
  checkpointPath: string;
  /** Decisions that were ordered by person so far; not called where that is done already. */
  onPrepare?: ((done: number, total: number) => void) | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Everybody who can be trained on. Of streamed decisions a file is made once, ordered by person, which a run that was
 * killed finds again; one that is not whole, or was made from something else, is made anew.
 */
export async function openHistories(
  data: TrainingData,
  { batchSize, seed, trainRows, checkpointPath, onPrepare, signal }: OpenHistoriesOptions,
): Promise<HistorySource> {
  const steps = { batchSize, seed };
  if (isInMemory(data)) {
    return memoryHistories(personHistories(data, 0, trainRows).filter(hasTwoLikes), steps);
  }
  const path = historiesPath(checkpointPath);
  const origin = { datasetFingerprint: data.fingerprint, trainRows };
  const found = await openHistoryFile(path, origin, signal);
  if (found) return streamedHistories(found, steps);
  await writeHistoryFile(path, data, {
    trainRows,
    onProgress: (done) => onPrepare?.(done, trainRows),
    signal,
  });
  const made = await openHistoryFile(path, origin, signal);
  if (!made) throw new RangeError(`Cannot stream histories: ${path} is not what was just written`);
  return streamedHistories(made, steps);
}
