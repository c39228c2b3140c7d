import type { Duck } from './open-duckdb.ts';

/** Runs statements that stop when the signal is aborted. Then it throws the signal's reason, not DuckDB's word for it. */
export async function interruptible<T>(
  duck: Duck,
  signal: AbortSignal | undefined,
  run: () => Promise<T>,
): Promise<T> {
  if (!signal) return run();
  signal.throwIfAborted();
  const interrupt = () => duck.interrupt();
  signal.addEventListener('abort', interrupt);
  try {
    return await run();
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', interrupt);
  }
}
