import { sourceNameSchema } from '../../../shared/contracts/catalogue-record.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { listSourceFiles } from '../../ingest/files/list-source-files.ts';
import { readHeader } from '../../ingest/files/read-header.ts';
import type { SourceFile } from '../../ingest/files/source-file.ts';
import { resolveRatingLimits } from '../../process/events/rating-limits.ts';
import type { ImportOptions } from './import-options.ts';
import { resolveCatalogue } from './resolve-catalogue.ts';
import { resolveEvents } from './resolve-events.ts';

export interface ImportPlan {
  source: string;
  catalogue: SourceFile[];
  events: SourceFile[];
  people: SourceFile[];
}

/**
 * Which files are to be imported, as what. Reads the headers, so that whatever is wrong with the question is said at
 * once: INVALID_DATA or INVALID_CONFIG.
 */
export async function readPlan(options: ImportOptions): Promise<ImportPlan> {
  const { name, files } = await listSourceFiles(options.paths, options);
  const source = options.source ?? name;
  if (!sourceNameSchema.safeParse(source).success) {
    const problem = source.includes(':')
      ? 'its name holds a colon'
      : 'its name is empty, too long or holds spaces';
    throw new AppError('INVALID_CONFIG', `Cannot use the source "${source}": ${problem}`, {
      hint: 'Choose another name with --source.',
    });
  }
  // With numbers that fit no column in particular: which one it is, is known only later for some formats.
  const { likeMin, nopeMax } = options;
  if (likeMin !== undefined && nopeMax !== undefined) resolveRatingLimits('rating', { likeMin, nopeMax });
  const of = (kind: SourceFile['kind']) => files.filter((file) => file.kind === kind);
  const plan = { source, catalogue: of('catalogue'), events: of('events'), people: of('people') };
  const hasHeader = ({ format }: SourceFile) => format === 'atomic' || format === 'csv';
  for (const file of plan.catalogue.filter(hasHeader)) {
    resolveCatalogue((await readHeader(file)).columns, { file, options });
  }
  for (const file of plan.events.filter(hasHeader)) {
    resolveEvents((await readHeader(file)).columns, { file, options });
  }
  if (plan.catalogue.length + plan.events.length > 0) return plan;
  throw new AppError('INVALID_DATA', 'Cannot import: there are no events and no catalogue', {
    hint: 'Name an .inter or .item file too: of people alone nothing is kept.',
  });
}
