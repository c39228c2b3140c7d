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
  rows: ImportReport['rows'];
  events: ImportReport['events'];
  /** Rows by table of the training dataset. */
  parts: Record<string, number>;
  peakMegabytes: number;
}

export interface Measured {
  rows: number;
  /** The work alone, without the start of the process. */
  seconds: number;
  stages: Record<string, number>;
}

export interface MeasureImportOptions {
  rows: number;
  /** Empty folder for everything. */
  folder: string;
  /** Most that the process may take, MB; undefined: no bar at this size. */
  memoryBar?: number | undefined;
  signal: AbortSignal;
}

/** One size: writes the file, has it imported and split, and compares with DuckDB's own copy of the same file. */
export async function measureImport(figures: Figures, options: MeasureImportOptions): Promise<Measured> {
  const { rows, folder, memoryBar, signal } = options;
  const label = rows >= 1e6 ? `${rows / 1e6} M` : `${rows / 1e3} k`;
  await mkdir(folder, { recursive: true });
  const file = await writeEvents(join(folder, 'events.csv'), { rows, seed: rows });
  const plain = await runScript('copy-plainly.ts', [file.path, folder], signal);
  const { printed, wallSeconds } = await runScript('import-and-split.ts', [file.path, folder], signal);
  const imported = printed as ImportedSplit;
  const seconds = Object.values(imported.stages).reduce((sum, value) => sum + value, 0);
  figures.add(`${label}: seconds, CSV to validated and split`, seconds, { unit: 's' });
  for (const [stage, value] of Object.entries(imported.stages)) {
    if (value >= 0.05 * seconds) figures.add(`${label}: of it ${stage}`, value, { unit: 's' });
  }
  figures.add(`${label}: seconds with the start of the process`, wallSeconds, { unit: 's' });
  figures.add(`${label}: events per second`, rows / seconds, { unit: '/s' });
  const memory = memoryBar === undefined ? { unit: 'MB' } : { unit: 'MB', bar: memoryBar };
  figures.add(`${label}: peak memory of the process`, imported.peakMegabytes, memory);
  const reference = (plain.printed as { seconds: number }).seconds;
  figures.add(`${label}: DuckDB's plain copy to Parquet`, reference, { unit: 's' });
  figures.add(`${label}: times the plain copy`, seconds / reference, { unit: 'x' });
  figures.add(`${label}: rows not accounted for`, unaccounted(file, imported), { unit: '', bar: 0 });
  await rm(folder, { recursive: true, force: true });
  return { rows, seconds, stages: imported.stages };
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
