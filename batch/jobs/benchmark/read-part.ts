import { AppError } from '../../../shared/errors/app-error.ts';
import { landFile } from '../../ingest/files/land-file.ts';
import { listSourceFiles } from '../../ingest/files/list-source-files.ts';
import { datasetFiles } from '../../io/datasets/dataset-files.ts';
import { findColumn } from '../../io/find-column.ts';
import { processEvents } from '../../process/events/process-events.ts';
import { resolveEventReading } from '../../process/events/resolve-event-reading.ts';
import type { ImportEnvironment } from '../import-files/import-options.ts';
import type { BenchmarkPart } from './benchmark-files.ts';

export interface ReadPart {
  part: BenchmarkPart;
  /** Parquet files of processed events. */
  files: string[];
  /** Lines of the file, and how many of them are no events. */
  read: number;
  rejected: number;
  /** Every row is a like: there is no rating column. */
  allLikes: boolean;
  timed: boolean;
}

const opinions = ['rating', 'label'];
const times = ['timestamp', 'decided_at'];

/**
 * The events of one file by the readers and rules of the import: ratings from 4 up are likes, up to 2 nopes. Without a
 * rating column every row is a like; times are optional.
 * @throws AppError INVALID_DATA for a file that cannot be read, TOO_MANY_REJECTS when more than `maxRejectShare` of its
 * lines are no events.
 */
export async function readPart(
  env: ImportEnvironment,
  { part, path, maxRejectShare }: { part: BenchmarkPart; path: string; maxRejectShare: number },
): Promise<ReadPart> {
  const file = (await listSourceFiles([path], { kind: 'events' })).files[0]!;
  const name = `benchmark-${part}`;
  const { folder, manifest, columns, rejected, read } = await landFile(env, file, { name });
  const allLikes = findColumn(columns, opinions) === null;
  const timed = findColumn(columns, times) !== null;
  const reading = resolveEventReading(columns, { file: file.label, allLikes, noTimes: !timed });
  const processed = await processEvents(env, {
    name,
    source: 'benchmark',
    raw: manifest.accounting!.accepted > 0 ? [{ folder, manifest, file: file.label, reading }] : [],
  });
  const lost = rejected + processed.manifest.accounting!.quarantined;
  if (lost > maxRejectShare * read) {
    throw new AppError(
      'TOO_MANY_REJECTS',
      `Cannot accept ${file.label}: ${lost} of ${read} lines are no events, the limit is ${maxRejectShare}`,
      {
        hint: 'Correct the file, or raise --max-reject-share.',
        details: { file: file.label, read, rejected: lost },
      },
    );
  }
  const files = datasetFiles(processed.folder, processed.manifest, 'rows');
  return { part, files, read, rejected: lost, allLikes, timed };
}
