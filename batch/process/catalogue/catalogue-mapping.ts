import type { catalogueColumnNames } from '../../../shared/catalogue/column-names.ts';

export type CatalogueField = keyof typeof catalogueColumnNames;

/** Which column of a file holds what. Of several columns for one field the first that is not empty counts. */
export interface CatalogueMapping {
  columns: Partial<Record<CatalogueField, string | readonly string[] | undefined>>;
  /** Between the names of a list; without it a cell is one name unless it is a JSON array. */
  listSeparator?: string | undefined;
}
