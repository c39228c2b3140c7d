import type { RawCatalogueRow } from '../../../shared/contracts/raw-catalogue-row.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { CatalogueField, CatalogueMapping } from './catalogue-mapping.ts';
import { columnBaseName } from './column-base-name.ts';
import { splitList } from './split-list.ts';

export type RowReader = (columns: readonly string[], values: readonly (string | null)[]) => RawCatalogueRow;

/** A column's place in a row, and whether it is a list of words as RecBole writes them. */
interface ColumnPlace {
  index: number;
  isSequence: boolean;
}

/**
 * Reads rows of files by a mapping. Columns of RecBole's type token_seq are split at spaces, others at the mapping's
 * separator. A mapping may leave RecBole's types out. Throws INVALID_DATA where the file has no column of the mapping.
 */
export function createRowFromColumns({
  source,
  mapping,
}: {
  source: string;
  mapping: CatalogueMapping;
}): RowReader {
  let known: readonly string[] | null = null;
  let places: Partial<Record<CatalogueField, ColumnPlace[]>> = {};
  return (columns, values) => {
    if (columns !== known) {
      places = findPlaces(columns, mapping);
      known = columns;
    }
    const find = (field: CatalogueField) =>
      places[field]?.find(({ index }) => (values[index] ?? '').trim() !== '');
    const text = (field: CatalogueField) => {
      const place = find(field);
      return place ? (values[place.index] ?? null) : null;
    };
    const list = (field: CatalogueField) => {
      const place = find(field);
      if (place === undefined) return [];
      return splitList(values[place.index] ?? '', place.isSequence ? / +/ : (mapping.listSeparator ?? null));
    };
    return {
      source,
      externalId: text('externalId'),
      floor: text('floor'),
      title: text('title'),
      maker: text('maker'),
      label: text('label'),
      series: text('series'),
      performers: list('performers'),
      tags: list('tags'),
      releasedAt: text('releasedAt'),
      duration: text('duration'),
      price: text('price'),
      listPrice: text('listPrice'),
      pageUrl: text('pageUrl'),
      affiliateUrl: text('affiliateUrl'),
      imageUrls: { list: text('imageUrlList'), small: text('imageUrlSmall'), large: text('imageUrlLarge') },
      sampleImageUrls: list('sampleImageUrls'),
      sampleVideoUrl: text('sampleVideoUrl'),
      reviewCount: text('reviewCount'),
      reviewAverage: text('reviewAverage'),
      productCode: text('productCode'),
      janCode: text('janCode'),
    };
  };
}

function findPlaces(columns: readonly string[], mapping: CatalogueMapping) {
  const places: Partial<Record<CatalogueField, ColumnPlace[]>> = {};
  for (const [field, wanted] of Object.entries(mapping.columns)) {
    if (wanted === undefined) continue;
    places[field as CatalogueField] = [wanted].flat().map((name) => {
      const exact = columns.indexOf(name);
      const index = exact >= 0 ? exact : columns.findIndex((column) => columnBaseName(column) === name);
      if (index >= 0) return { index, isSequence: columns[index]!.endsWith(':token_seq') };
      throw new AppError(
        'INVALID_DATA',
        `Cannot read the catalogue: it has no column "${name}" for ${field}`,
        {
          hint: `Correct the mapping; the columns are ${columns.slice(0, 50).join(', ')}.`,
        },
      );
    });
  }
  return places;
}
