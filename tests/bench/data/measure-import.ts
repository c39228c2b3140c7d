import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImportReport } from '../../../batch/jobs/import-files/import-report.ts';
import type { Figures } from '../support/figures.ts';
import { runScript } from './run-script.ts';
import { type EventsFile, writeEvents } from './write-events.ts';

/** What import-and-split.ts prints. */
export interface ImportedSplit {
  /** Seconds by stage. */
  stages: Record<string, number>;
  /** Of all threads. */
  cpuSeconds: number;
  rows: ImportReport['rows'];
  events: ImportReport['events'];
  /** Rows by table of the training dataset. */
  parts: Record<string, number>;
  peakMegabytes: number;
}

export interface Measured {
  rows: number;
  /** The work alone, without the start of the process: the quickest of the runs. */
  seconds: number;
  stages: Record<string, number>;
}

export interface MeasureImportOptions {
  rows: number;
  /** Empty folder for everything. */
  folder: string;
  /** Most that the process may take, MB; undefined: no bar at this size. */
  memoryBar?: number | undefined;
  /** The quickest run counts: what else the machine does can only add to it. */
  runs: number;
  signal: AbortSignal;
}

/** One size: writes the file, has it imported and split, and compares with DuckDB's own copy of the same file. */
export async function measureImport(figures: Figures, options: MeasureImportOptions): Promise<Measured> {
  const { rows, folder, memoryBar, runs, signal } = options;
  const label = rows >= 1e6 ? `${rows / 1e6} M` : `${rows / 1e3} k`;
  await mkdir(folder, { recursive: true });
  const file = await writeEvents(join(folder, 'events.csv'), { rows, seed: rows });
  const plain = await runScript('copy-plainly.ts', [file.path, folder], signal);
  const results: Run[] = [];
  // A root of its own each: in the same one the second would find the datasets of the first.
  for (let run = 1; run <= runs; run++) {
    results.push(await importOnce(file, { root: join(folder, `run-${run}`), signal }));
  }
  const { imported, seconds, wallSeconds } = results.toSorted((a, b) => a.seconds - b.seconds)[0]!;
  figures.add(`${label}: seconds, CSV to validated and split`, seconds, { unit: 's' });
  for (const [stage, value] of Object.entries(imported.stages)) {
    if (value >= 0.05 * seconds) figures.add(`${label}: of it ${stage}`, value, { unit: 's' });
  }
  figures.add(`${label}: of all threads`, imported.cpuSeconds, { unit: 'CPU s' });
  figures.add(`${label}: seconds with the start of the process`, wallSeconds, { unit: 's' });
  figures.add(`${label}: events per second`, rows / seconds, { unit: '/s' });
  const memory = memoryBar === undefined ? { unit: 'MB' } : { unit: 'MB', bar: memoryBar };
  figures.add(
    `${label}: peak memory of the process`,
    Math.max(...results.map((result) => result.imported.peakMegabytes)),
    memory,
  );
  const reference = (plain.printed as { seconds: number }).seconds;
  figures.add(`${label}: DuckDB's plain copy to Parquet`, reference, { unit: 's' });
  figures.add(`${label}: times the plain copy`, seconds / reference, { unit: 'x' });
  const lost = results.reduce((sum, result) => sum + unaccounted(file, result.imported), 0);
  figures.add(`${label}: rows not accounted for`, lost, { unit: '', bar: 0 });
  await rm(folder, { recursive: true, force: true });
  return { rows, seconds, stages: imported.stages };
}

interface Run {
  imported: ImportedSplit;
  seconds: number;
  wallSeconds: number;
}

async function importOnce(
  { path }: EventsFile,
  { root, signal }: { root: string; signal: AbortSignal },
): Promise<Run> {
  const { printed, wallSeconds } = await runScript('import-and-split.ts', [path, root], signal);
  await rm(root, { recursive: true, force: true });
  const imported = printed as ImportedSplit;
  const seconds = Object.values(imported.stages).reduce((sum, value) => sum + value, 0);
  return { imported, seconds, wallSeconds };
}

/** How many rows are too many or too few at any place where they are counted: nothing cancels out. */
function unaccounted({ rows, broken }: EventsFile, { rows: total, events, parts }: ImportedSplit): number {
  if (events === null) return rows;
  const kept = events.likes + events.nopes;
  return [
    total.read - rows,
    total.quarantined - broken,
    total.read - total.accepted - total.quarantined,
    total.accepted - kept - events.neutral - events.superseded,
    events.neutral,
    parts.train! + parts.validation! + parts.test! - kept,
    parts.train! - Math.floor(kept * 0.8 + 1e-6),
  ].reduce((sum, difference) => sum + Math.abs(difference), 0);
}
