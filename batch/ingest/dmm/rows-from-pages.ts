import { emptyRawRow } from '../../../shared/catalogue/empty-raw-row.ts';
import type { RawCatalogueRow } from '../../../shared/contracts/raw-catalogue-row.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { itemListSchema } from './client/response-schemas.ts';
import { pageFile, readPage } from './fetch/page-store.ts';
import { rowFromItem } from './row-from-item.ts';

export interface FloorPages {
  floor: string;
  folder: string;
  /** Of the folder, for messages and quarantine: such as `raw/dmm-videoa/<sync>`. */
  label: string;
  /** Pages in the order in which they were fetched. */
  names: string[];
}

export interface PlacedRow {
  file: string;
  /** From 1, in its page. */
  rowNumber: number;
  row: RawCatalogueRow;
  /** Why the item could not be read; the row then holds nothing. */
  problem?: { field: string; reason: string };
}

/** One row an item of stored pages, also for items that cannot be read. Throws DATASET_CORRUPT for a page that is gone. */
export async function* rowsFromPages(
  pages: readonly FloorPages[],
  { affiliateId, signal }: { affiliateId: string; signal: AbortSignal },
): AsyncGenerator<PlacedRow> {
  for (const { floor, folder, label, names } of pages) {
    for (const name of names) {
      signal.throwIfAborted();
      const parsed = itemListSchema.safeParse((await readPage(folder, name))?.body);
      if (!parsed.success) throw pageGone(pageFile(folder, name));
      const file = `${label}/${name}`;
      for (const [index, item] of parsed.data.result.items.entries()) {
        const place = { file, rowNumber: index + 1 };
        const read = rowFromItem(item, { floor, affiliateId });
        yield 'row' in read
          ? { ...place, row: read.row }
          : { ...place, row: { ...emptyRawRow('dmm'), floor }, problem: read.problem };
      }
    }
  }
}

function pageGone(path: string): AppError {
  return new AppError('DATASET_CORRUPT', `Cannot read ${path}: it is gone or is no page of the DMM API`, {
    hint: 'Start the sync anew with --fresh.',
  });
}
