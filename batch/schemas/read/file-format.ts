import { AppError } from '../../../shared/errors/app-error.ts';

export const rowFormats = ['json', 'jsonl', 'csv', 'tsv', 'parquet'] as const;

export type RowFormat = (typeof rowFormats)[number];

/** The format by the ending of a file's name, also before `.gz`. Throws INVALID_CONFIG where it says none. */
export function fileFormat(path: string): RowFormat {
  const ending = /\.([^./\\]+)$/.exec(path.replace(/\.gz$/i, ''))?.[1]?.toLowerCase();
  const format = ending === 'ndjson' ? 'jsonl' : rowFormats.find((one) => one === ending);
  if (format) return format;
  throw new AppError('INVALID_CONFIG', `Cannot tell the format of ${path} by its name`, {
    hint: `Pass --format with one of ${rowFormats.join(', ')}.`,
  });
}
