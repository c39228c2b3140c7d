import { requireColumn } from './find-column.ts';
import { invalidData } from './invalid-data.ts';
import { readAtomicFile } from './read-atomic-file.ts';
import { readId } from './read-id.ts';

/**
 * Checks a `.user` file: each row an id of its own. Nothing of it is kept: the models use no demographics, and what
 * is not stored cannot leak. Throws INVALID_DATA.
 */
export async function checkPeopleFile(file: string, onBytes?: (count: number) => void): Promise<void> {
  const lineOf = new Map<string, number>();
  let id = -1;
  await readAtomicFile(file, {
    onHeader(columns) {
      id = requireColumn(file, columns, ['user_id']);
    },
    onRow(cells, line) {
      const place = { file, line, column: 'user_id' };
      const key = readId(cells[id]!, place);
      const first = lineOf.get(key);
      if (first !== undefined) {
        throw invalidData(place, `the id stands on line ${first} already`, 'Remove one of the two lines.');
      }
      lineOf.set(key, line);
    },
    ...(onBytes && { onBytes }),
  });
}
