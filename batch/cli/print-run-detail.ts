import { join } from 'node:path';
import { runLogPath } from '../jobs/runner/create-run-log.ts';
import type { RunDetail, StepSummary } from '../jobs/runner/read-runs.ts';
import { formatDuration } from './format-duration.ts';
import { formatFields } from './format-fields.ts';
import { formatJson } from './format-json.ts';
import { formatTable } from './format-table.ts';
import { terminalWidth } from './terminal-width.ts';

/** All that is recorded of a run. */
export function printRunDetail(run: RunDetail, root: string): void {
  const width = terminalWidth();
  const print = (lines: string[]) => {
    for (const line of lines) console.log(line);
  };
  print(formatTable(headRows(run, root), { width }));
  section('Parameters', formatFields(run.parameters, { width, indent: 2 }));
  section('Steps', formatTable(run.steps.map(stepRow), { width, indent: 2 }));
  section('Report', formatFields(run.report ?? {}, { width, indent: 2 }));
}

function section(title: string, lines: string[]): void {
  if (lines.length === 0) return;
  console.log(`\n${title}`);
  for (const line of lines) console.log(line);
}

function headRows(run: RunDetail, root: string): string[][] {
  const shard = run.shardCount > 1 ? `, shard ${run.shardIndex}/${run.shardCount}` : '';
  const attempt = run.attempt > 1 ? `, attempt ${run.attempt}` : '';
  return [
    ['run', run.id],
    ['job', run.job + shard],
    ['status', run.status + attempt + statusNote(run)],
    ['where', `process ${run.processId} on ${run.host}`],
    ['started', `${timeText(run.startedAt)}, took ${formatDuration(run.seconds)}`],
    ...(run.errorCode === null ? [] : [['error', `${run.errorCode}: ${run.errorMessage ?? ''}`]]),
    // Where this machine would have it.
    ['log', runLogPath(join(root, 'data'), run.id)],
  ];
}

function statusNote({ status, leaseUntil }: RunDetail): string {
  if (status === 'running') return `, lease until ${timeText(leaseUntil)}`;
  if (status === 'stalled') return `: its lease ran out at ${timeText(leaseUntil)}; run it again to go on`;
  return '';
}

function stepRow({ position, name, status, seconds, done, total, outcome }: StepSummary): string[] {
  const share = done !== null && total !== null && status !== 'succeeded' ? `${done} of ${total} ` : '';
  const left = outcome === null ? '' : formatJson(outcome);
  return [String(position), name, status, formatDuration(seconds), `${share}${shorten(left)}`.trim()];
}

/** The whole of it is in --json. */
function shorten(text: string): string {
  return text.length <= 160 ? text : `${text.slice(0, 159)}…`;
}

function timeText(time: Date): string {
  return time.toISOString().slice(0, 19).concat('Z');
}
