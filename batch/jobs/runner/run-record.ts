import type { Client } from 'pg';
import type { ErrorCode } from '../../../shared/errors/error-catalogue.ts';

export type StepEnd = { status: 'succeeded'; outcome: unknown } | { status: 'failed' | 'interrupted' };

export type RunEnd =
  | { status: 'succeeded'; report: unknown }
  | { status: 'failed' | 'interrupted'; code: ErrorCode | null; message: string | null };

/** Where a run is written down; for a dry run nowhere. Every write but progress fails once the run is somebody else's. */
export interface RunRecord {
  /** Outcomes of the steps that earlier attempts finished, by name. */
  finished(): Promise<ReadonlyMap<string, unknown>>;
  /** @returns the checkpoint that an earlier attempt left */
  startStep(name: string, position: number): Promise<unknown>;
  saveCheckpoint(name: string, value: unknown, client?: Client): Promise<void>;
  /** Best effort. */
  progress(name: string, done: number, total: number): Promise<void>;
  endStep(name: string, end: StepEnd): Promise<void>;
  end(end: RunEnd): Promise<void>;
}
