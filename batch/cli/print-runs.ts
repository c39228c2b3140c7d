import type { RunSummary } from '../jobs/runner/read-runs.ts';
import { formatDuration } from './format-duration.ts';
import { formatTable } from './format-table.ts';
import { terminalWidth } from './terminal-width.ts';

const heading = ['run', 'job', 'status', 'started (UTC)', 'took', 'step'];

/** A line a run, the newest first. */
export function printRuns(runs: readonly RunSummary[]): void {
  if (runs.length === 0) {
    console.log('No runs yet. "matching list" shows what can be run.');
    return;
  }
  const rows = runs.map((run) => [
    run.id.slice(0, 8),
    run.job + (run.shardCount > 1 ? ` ${run.shardIndex}/${run.shardCount}` : ''),
    run.status,
    run.startedAt.toISOString().slice(0, 16).replace('T', ' '),
    formatDuration(run.seconds),
    run.status === 'succeeded' ? '' : stepText(run),
  ]);
  for (const line of formatTable([heading, ...rows], { width: terminalWidth() })) console.log(line);
}

function stepText({ step, done, total, errorCode }: RunSummary): string {
  const share = done !== null && total !== null && total > 0 ? ` ${Math.floor((100 * done) / total)} %` : '';
  return `${step ?? ''}${share}${errorCode === null ? '' : ` ${errorCode}`}`.trim();
}
