import type { BackendName } from '../../train/backend/backend-names.ts';

export interface FitTablesOptions {
  /** Decisions with an index below this are trained on. */
  trainRows: number;
  backend: BackendName;
  /**
   * A training that was killed goes on from there; that of logistic tables from beside it. Tables in closed form are made
   * anew.
   */
  checkpointPath: string;
  onProgress?: ((done: number, total: number, detail: string) => void) | undefined;
  signal?: AbortSignal | undefined;
}
