import type { WriteLogLine } from '../../../../supabase/functions/_lib/log/write-log-line.ts';

/** A log that keeps its lines. */
export function collectLog(): { log: WriteLogLine; lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = [];
  return { lines, log: (line) => void lines.push(line) };
}
