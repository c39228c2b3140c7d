import type { SourceFile } from '../../ingest/files/source-file.ts';
import type { EventReading } from '../../process/events/event-columns.ts';
import { resolveEventReading } from '../../process/events/resolve-event-reading.ts';
import type { ImportOptions } from './import-options.ts';

/** How the rows of a file become events: by the mapping where it is for events, and flags go before it. */
export function resolveEvents(
  columns: readonly string[],
  { file, options }: { file: SourceFile; options: ImportOptions },
): EventReading {
  const mapping = options.mapping?.kind === 'events' ? options.mapping : null;
  return resolveEventReading(columns, {
    file: file.label,
    ...(mapping && { columns: mapping.columns }),
    words: mapping?.kindValues,
    timeFormat: mapping?.timeFormat,
    timeZone: mapping?.timeZone,
    likeMin: options.likeMin ?? mapping?.likeMin,
    nopeMax: options.nopeMax ?? mapping?.nopeMax,
    allLikes: options.allLikes || mapping?.allLikes,
    noTimes: options.noTimes || mapping?.noTimes,
  });
}
