import type { RunRecord } from './run-record.ts';

/** The record of a dry run: it leaves no rows, so it can neither be resumed nor stand in the way of a real run. */
export const recordNowhere: RunRecord = {
  finished: async () => new Map(),
  startStep: async () => null,
  saveCheckpoint: async () => undefined,
  progress: async () => undefined,
  endStep: async () => undefined,
  end: async () => undefined,
};
