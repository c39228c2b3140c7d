import type { CatalogueItem } from '../../shared/contracts/catalogue-item.ts';
import { createItemParser } from './create-item-parser.ts';
import { invalidData } from './invalid-data.ts';
import { readAtomicFile } from './read-atomic-file.ts';

/** The catalogue of an `.item` file in its order. Throws INVALID_DATA, also for an id that stands there twice. */
export async function readItems(file: string, onBytes?: (count: number) => void): Promise<CatalogueItem[]> {
  const items: CatalogueItem[] = [];
  const lineOf = new Map<string, number>();
  let parse: ReturnType<typeof createItemParser>;
  await readAtomicFile(file, {
    onHeader(columns) {
      parse = createItemParser(file, columns);
    },
    onRow(cells, line) {
      const item = parse(cells, line);
      const first = lineOf.get(item.externalId);
      if (first !== undefined) {
        const place = { file, line, column: 'item_id' };
        throw invalidData(place, `the id stands on line ${first} already`, 'Remove one of the two lines.');
      }
      lineOf.set(item.externalId, line);
      items.push(item);
    },
    ...(onBytes && { onBytes }),
  });
  return items;
}
