import { DecisionColumns } from '../io/decision-columns.ts';
import { requireColumn } from './find-column.ts';
import { invalidData } from './invalid-data.ts';
import type { AtomicColumn } from './parse-atomic-header.ts';
import { type RatingLimits, resolveRatingLimits } from './rating-limits.ts';
import { readAtomicFile } from './read-atomic-file.ts';
import { readId } from './read-id.ts';
import { isNumber, valueKind } from './value-kind.ts';

/** What became of each row: read = likes + nopes + ignored + superseded. */
export interface DecisionCounts {
  read: number;
  likes: number;
  nopes: number;
  /** Ratings that say neither. */
  ignored: number;
  /** Rows whose person decided on the same item again, later. */
  superseded: number;
}

export interface InteractionOptions extends RatingLimits {
  /** Index of an item's id, or undefined for an unknown item. */
  indexOf: (itemId: string) => number | undefined;
  onBytes?: ((count: number) => void) | undefined;
}

/** 9999-12-31T23:59:59Z in Unix seconds. */
const lastSecond = 253_402_300_799;

/**
 * The decisions of an `.inter` file: one row a person and item, the latest; of two at the same time the one that
 * stands later. Throws INVALID_DATA, for unknown items after the whole file is read, with their count.
 */
export async function readInteractions(file: string, options: InteractionOptions) {
  const decisions = new DecisionColumns();
  const latest = new Map<string, Map<number, number>>();
  const counts: DecisionCounts = { read: 0, likes: 0, nopes: 0, ignored: 0, superseded: 0 };
  const unknown = { count: 0, line: 0 };
  let parse: ReturnType<typeof createRowParser>;

  function keep(row: { person: string; isLike: boolean; decidedAt: number }, item: number): void {
    let rowOf = latest.get(row.person);
    if (rowOf === undefined) {
      rowOf = new Map();
      latest.set(row.person, rowOf);
    }
    const earlier = rowOf.get(item);
    if (earlier === undefined) rowOf.set(item, decisions.push(row.person, item, row));
    else {
      counts.superseded++;
      if (row.decidedAt >= decisions.decidedAt[earlier]!) decisions.set(earlier, row);
    }
  }

  counts.read = await readAtomicFile(file, {
    onHeader(columns) {
      parse = createRowParser(file, columns, options);
    },
    onRow(cells, line) {
      const row = parse(cells, line);
      const item = options.indexOf(row.item);
      if (item === undefined) {
        unknown.line ||= line;
        unknown.count++;
      } else if (row.isLike === null) counts.ignored++;
      else keep({ ...row, isLike: row.isLike }, item);
    },
    ...(options.onBytes && { onBytes: options.onBytes }),
  });
  if (unknown.count > 0) throw unknownItems(file, unknown);
  if (counts.read === 0)
    throw invalidData({ file }, 'it holds no interactions', 'Check where the file comes from.');
  counts.likes = decisions.isLike.reduce((sum, isLike) => sum + isLike, 0);
  counts.nopes = decisions.length - counts.likes;
  return { decisions, counts };
}

/** Reads one row; `isLike` is null for a rating that says neither. */
function createRowParser(file: string, columns: AtomicColumn[], limits: RatingLimits) {
  const person = requireColumn(file, columns, ['user_id']);
  const item = requireColumn(file, columns, ['item_id']);
  const rating = requireColumn(file, columns, ['rating', 'label']);
  const time = requireColumn(file, columns, ['timestamp']);
  const { likeMin, nopeMax } = resolveRatingLimits(columns[rating]!.name, limits);

  return (cells: string[], line: number) => {
    const numberAt = (index: number): number => {
      const text = cells[index]!;
      if (isNumber(text)) return Number(text);
      const place = { file, line, column: columns[index]!.name };
      throw invalidData(place, `not a number but ${valueKind(text)}`, 'Every interaction needs one.');
    };
    const value = numberAt(rating);
    const decidedAt = numberAt(time);
    if (decidedAt < 0 || decidedAt > lastSecond) {
      const place = { file, line, column: 'timestamp' };
      const problem = 'not a time between the years 1970 and 9999';
      throw invalidData(place, problem, 'Give Unix seconds, not milliseconds.');
    }
    return {
      person: readId(cells[person]!, { file, line, column: 'user_id' }),
      item: readId(cells[item]!, { file, line, column: 'item_id' }),
      isLike: value >= likeMin ? true : value <= nopeMax ? false : null,
      decidedAt,
    };
  };
}

function unknownItems(file: string, { count, line }: { count: number; line: number }) {
  const rows = count === 1 ? 'this is the only such line' : `this is the first of ${count} such lines`;
  return invalidData(
    { file, line, column: 'item_id' },
    `the item is not in the .item file; ${rows}`,
    'Add the items to the .item file or remove the lines. Ids are compared exactly, upper and lower case included.',
  );
}
