import { basename } from 'node:path';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { ImportMapping } from './import-mapping.ts';
import type { FileFormat, FileKind, SourceFile } from './source-file.ts';

export interface ReadingOptions {
  /** Of files that are no atomic files by their ending, unless the mapping says it. */
  kind?: 'events' | 'catalogue' | undefined;
  format?: FileFormat | undefined;
  mapping?: ImportMapping | undefined;
}

const atomicKinds: Record<string, FileKind> = { inter: 'events', item: 'catalogue', user: 'people' };
const formatOfEnding: Record<string, FileFormat> = {
  inter: 'atomic',
  item: 'atomic',
  user: 'atomic',
  csv: 'csv',
  tsv: 'csv',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
  parquet: 'parquet',
};

/**
 * How a file is to be read: by option, by mapping, else by its ending (also before `.gz`). Throws INVALID_CONFIG where
 * nothing says the format or whether it holds events or a catalogue, and where option and mapping disagree.
 */
export function detectFormat(path: string, options: ReadingOptions): Omit<SourceFile, 'path' | 'label'> {
  const { mapping } = options;
  const gzip = /\.gz$/i.test(path);
  const ending = /\.([^.]+)$/.exec(path.replace(/\.gz$/i, ''))?.[1]?.toLowerCase() ?? '';
  const format = agreed(path, 'format', options.format, mapping?.format) ?? formatOfEnding[ending];
  if (format === undefined) {
    const hint =
      'Use one of the endings .inter, .item, .user, .csv, .tsv, .jsonl, .parquet (.gz behind it), or --format.';
    throw refuse(path, 'its ending says nothing about its format', hint);
  }
  const kind =
    (format === 'atomic' ? atomicKinds[ending] : undefined) ??
    agreed(path, 'kind', options.kind, mapping?.kind);
  if (kind === undefined) {
    throw refuse(
      path,
      'nothing says what it holds',
      'Pass --kind events or --kind catalogue, or a --mapping.',
    );
  }
  return { kind, format, gzip, ...separators(format, ending, mapping) };
}

function separators(format: FileFormat, ending: string, mapping: ImportMapping | undefined) {
  if (format === 'atomic') return { delimiter: '\t', quote: null };
  if (format !== 'csv') return { delimiter: null, quote: null };
  const delimiter = mapping?.delimiter ?? (ending === 'tsv' ? '\t' : ',');
  const quote = (mapping?.quote ?? '"') || null;
  if (delimiter !== quote) return { delimiter, quote };
  throw new AppError('INVALID_CONFIG', 'Cannot use the mapping: delimiter and quote are the same character', {
    hint: 'Give them different characters; an empty quote means that there is none.',
  });
}

function agreed<T>(path: string, name: string, flag: T | undefined, mapped: T | undefined): T | undefined {
  if (flag === undefined || mapped === undefined || flag === mapped) return flag ?? mapped;
  const problem = `--${name} says ${flag}, the mapping ${mapped}`;
  throw refuse(path, problem, `Leave --${name} out, or name a mapping that fits.`);
}

function refuse(path: string, problem: string, hint: string): AppError {
  return new AppError('INVALID_CONFIG', `Cannot import ${basename(path)}: ${problem}`, { hint });
}
