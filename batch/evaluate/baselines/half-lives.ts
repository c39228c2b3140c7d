import { isInMemory, type TrainingData } from '../../io/training-data.ts';

/** Half-lives that validation chooses from, in days; `Infinity` counts all likes alike. */
export const halfLivesDays: readonly number[] = [1, 3, 7, 14, 30, 90, 180, Number.POSITIVE_INFINITY];

/** Whether decisions have times: where all are equal, recency means nothing. */
export function isTimed(data: TrainingData): boolean {
  if (!isInMemory(data)) return data.timed;
  return data.decidedAt.some((at) => at !== data.decidedAt[0]);
}
