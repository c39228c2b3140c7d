import type { JobEntry } from '../jobs/registry.ts';
import { jobGroups } from '../jobs/runner/job-definition.ts';
import type { RunSummary } from '../jobs/runner/read-runs.ts';
import { formatDuration } from './format-duration.ts';
import { formatRows } from './format-rows.ts';
import { terminalWidth } from './terminal-width.ts';

/** Jobs under the names of their groups; with last runs where they are known. */
export function printJobs(entries: readonly JobEntry[], lastRuns: Map<string, RunSummary> | null): void {
  const rowOf = (entry: JobEntry): string[] => [
    entry.name,
    ...(lastRuns ? [lastRunText(lastRuns.get(entry.name))] : []),
    entry.title + aliasText(entry),
  ];
  const groups = jobGroups
    .map((group) => ({ group, members: entries.filter((entry) => entry.group === group) }))
    .filter(({ members }) => members.length > 0);
  // One table for all groups, so that their columns stand below each other.
  const rows = groups.flatMap(({ members }) => members.map(rowOf));
  const lines = formatRows(rows, { width: terminalWidth(), indent: 2 });
  for (const [index, { group, members }] of groups.entries()) {
    console.log(index === 0 ? group : `\n${group}`);
    for (const line of lines.splice(0, members.length).flat()) console.log(line);
  }
}

function aliasText({ aliases = {} }: JobEntry): string {
  const names = Object.keys(aliases);
  return names.length === 0 ? '' : ` (also: ${names.join(', ')})`;
}

function lastRunText(run: RunSummary | undefined): string {
  if (run === undefined) return '-';
  const ago = (Date.now() - (run.finishedAt ?? run.startedAt).getTime()) / 1000;
  const since = ago < 60 ? 'now' : formatDuration(ago).split(' ').slice(0, 2).join(' ');
  return run.status === 'running' || ago < 60 ? `${run.status} ${since}` : `${run.status} ${since} ago`;
}
