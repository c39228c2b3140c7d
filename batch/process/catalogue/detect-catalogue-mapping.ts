import { catalogueColumnNames } from '../../../shared/catalogue/column-names.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { CatalogueField, CatalogueMapping } from './catalogue-mapping.ts';
import { columnBaseName } from './column-base-name.ts';

/**
 * The mapping of a file whose columns have names that are known, also in RecBole's form `name:type`, in upper or lower
 * case. Throws INVALID_DATA where no column is known to hold the id.
 */
export function detectCatalogueMapping(
  columns: readonly string[],
  { file, listSeparator }: { file: string; listSeparator?: string | undefined },
): CatalogueMapping {
  const byName = new Map(columns.map((column) => [columnBaseName(column).toLowerCase(), column]));
  const found: Partial<Record<CatalogueField, string[]>> = {};
  for (const [field, names] of Object.entries(catalogueColumnNames) as [
    CatalogueField,
    readonly string[],
  ][]) {
    const own = names.flatMap((name) => byName.get(name) ?? []);
    if (own.length > 0) found[field] = own;
  }
  if (found.externalId) return { columns: found, listSeparator };
  throw new AppError('INVALID_DATA', `Cannot read ${file}: no column holds the id of an item`, {
    hint: `Call it ${catalogueColumnNames.externalId.join(', ')}, or name it in a mapping.`,
  });
}
