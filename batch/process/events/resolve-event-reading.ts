import { AppError } from '../../../shared/errors/app-error.ts';
import { findColumn } from '../../io/find-column.ts';
import type { EventReading, TimeFormat } from './event-columns.ts';
import { type RatingLimits, resolveRatingLimits } from './rating-limits.ts';

export interface EventReadingOptions extends RatingLimits {
  /** As reports name the file. */
  file: string;
  /** Names of the columns; without it they are known by the names of RecBole. */
  columns?: {
    personKey: string;
    externalId: string;
    rating?: string | undefined;
    kind?: string | undefined;
    decidedAt?: string | undefined;
  };
  words?: { like: string[]; nope: string[]; neutral: string[] } | undefined;
  timeFormat?: TimeFormat | undefined;
  timeZone?: string | undefined;
  /** Every row is a like, whatever else it says. */
  allLikes?: boolean | undefined;
  /** Rows have no times, or none that are to be used. */
  noTimes?: boolean | undefined;
}

const known = {
  personKey: ['user_id', 'person_key'],
  externalId: ['item_id', 'external_id'],
  rating: ['rating', 'label'],
  decidedAt: ['timestamp', 'decided_at'],
};

const defaultWords = { like: ['like'], nope: ['nope'], neutral: [] };

/**
 * How the rows of a file with such columns are read. Throws INVALID_DATA, naming file and column, where one that is
 * needed is not there, and INVALID_CONFIG where a rating could be both a like and a nope.
 */
export function resolveEventReading(present: readonly string[], options: EventReadingOptions): EventReading {
  const { file, columns } = options;
  const find = (wanted: readonly string[], hint: string) => {
    const column = findColumn(present, wanted);
    if (column !== null) return column;
    const names = wanted.join(' or ');
    throw new AppError('INVALID_DATA', `Cannot read ${file}, column ${names}: the column is missing`, {
      hint,
      details: { file, column: wanted[0], columns: present.slice(0, 50) },
    });
  };
  const need = (
    name: keyof typeof known,
    hint = 'Rename the column, or write a --mapping that names it.',
  ) => {
    const mapped = columns?.[name];
    return mapped === undefined
      ? find(known[name], hint)
      : find([mapped], 'Correct the name in the mapping.');
  };
  return {
    personKey: need('personKey'),
    externalId: need('externalId'),
    opinion: opinion(),
    time: options.noTimes
      ? null
      : {
          column: need('decidedAt', 'Rename the column, name it in a --mapping, or pass --no-times.'),
          format: options.timeFormat ?? 'unix-seconds',
          zone: options.timeZone ?? 'UTC',
        },
  };

  function opinion(): EventReading['opinion'] {
    if (options.allLikes) return 'all-likes';
    if (columns?.kind !== undefined) {
      const column = find([columns.kind], 'Correct the name in the mapping.');
      return { column, words: options.words ?? defaultWords };
    }
    const column = need('rating', 'Rename the column, name it in a --mapping, or pass --all-likes.');
    return { column, ...resolveRatingLimits(column, options) };
  }
}
