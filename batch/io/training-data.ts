import type { StreamedSet } from './streamed-set.ts';
import type { TrainingSet } from './training-set.ts';

/** A training dataset in memory, or one that is read as it is needed. */
export type TrainingData = TrainingSet | StreamedSet;

export function isInMemory(data: TrainingData): data is TrainingSet {
  return 'personIndex' in data;
}

/** Whether anybody noped anything, in whatever part of the data. */
export function hasNopes(data: TrainingData): boolean {
  return isInMemory(data) ? data.isLike.includes(0) : data.hasNopes;
}

/** How many people decided, and how many decisions there are. */
export function sizeOf(data: TrainingData): { people: number; decisions: number } {
  return isInMemory(data)
    ? { people: data.personKeys.length, decisions: data.personIndex.length }
    : { people: data.people, decisions: data.decisions };
}
