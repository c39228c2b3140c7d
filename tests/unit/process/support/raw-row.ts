import { emptyRawRow } from '../../../../shared/catalogue/empty-raw-row.ts';
import type { RawCatalogueRow } from '../../../../shared/contracts/raw-catalogue-row.ts';

/** A row that says nothing but its id, with what a test says. */
export function rawRow(values: Partial<RawCatalogueRow> = {}): RawCatalogueRow {
  return { ...emptyRawRow('shop'), externalId: 'x1', ...values };
}
