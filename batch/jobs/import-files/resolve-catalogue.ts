import { AppError } from '../../../shared/errors/app-error.ts';
import type { SourceFile } from '../../ingest/files/source-file.ts';
import { findColumn } from '../../io/find-column.ts';
import type { CatalogueMapping } from '../../process/catalogue/catalogue-mapping.ts';
import { detectCatalogueMapping } from '../../process/catalogue/detect-catalogue-mapping.ts';
import type { ImportOptions } from './import-options.ts';

/** Which column of a catalogue is what: by the mapping where it is for a catalogue, else by the names that are known. */
export function resolveCatalogue(
  columns: readonly string[],
  { file, options }: { file: SourceFile; options: ImportOptions },
): CatalogueMapping {
  if (options.mapping?.kind !== 'catalogue') return detectCatalogueMapping(columns, { file: file.label });
  const { columns: wanted, listSeparator } = options.mapping;
  const found = Object.entries(wanted).flatMap(([field, name]) => {
    if (name === undefined) return [];
    const column = findColumn(columns, [name]);
    if (column !== null) return [[field, column]];
    throw new AppError('INVALID_DATA', `Cannot read ${file.label}, column ${name}: the column is missing`, {
      hint: 'Correct the name in the mapping.',
      details: { file: file.label, column: name, columns: columns.slice(0, 50) },
    });
  });
  return { columns: Object.fromEntries(found), listSeparator };
}
