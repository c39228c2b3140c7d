import type { Duck } from './open-duckdb.ts';

/** Runs statements that stop when the signal is aborted. Then it throws the signal's reason, not DuckDB's word for it. */
export async function interruptible<T>(
  duck: Duck,
  signal: AbortSignal | undefined,
  run: () => Promise<T>,
): Promise<T> {
  if (!signal) return run();
  signal.throwIfAborted();
  let repeated: NodeJS.Timeout | undefined;
  // Again and again: DuckDB forgets an interruption that comes before a statement has really begun.
  const interrupt = () => {
    duck.interrupt();
    repeated = setInterval(() => duck.interrupt(), 50);
  };
  signal.addEventListener('abort', interrupt);
  try {
    return await run();
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', interrupt);
    clearInterval(repeated);
  }
}
