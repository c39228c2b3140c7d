import type { CatalogueItem } from '../../shared/contracts/catalogue-item.ts';
import { findColumn, requireColumn } from './find-column.ts';
import { type DataPlace, invalidData } from './invalid-data.ts';
import type { AtomicColumn } from './parse-atomic-header.ts';
import { readId } from './read-id.ts';
import { isNumber, valueKind } from './value-kind.ts';

const maxTitle = 1000;
const maxName = 500;
/** 0001-01-01 and 9999-12-31T23:59:59Z in Unix seconds. */
const firstSecond = -62_135_596_800;
const lastSecond = 253_402_300_799;
const maxInteger = 2_147_483_647;

type Cell = { text: string; place: DataPlace; isSequence: boolean };

/** Reads rows of an `.item` file; columns are found by name, only `item_id` is required. The title falls back to it. */
export function createItemParser(file: string, columns: AtomicColumn[]) {
  const id = requireColumn(file, columns, ['item_id']);
  const at = {
    title: findColumn(columns, ['title', 'movie_title', 'name']),
    maker: findColumn(columns, ['maker', 'studio']),
    series: findColumn(columns, ['series']),
    performers: findColumn(columns, ['performers', 'actors', 'cast']),
    tags: findColumn(columns, ['tags', 'genres', 'class', 'categories']),
    released: findColumn(columns, ['released']),
    year: findColumn(columns, ['release_year']),
    duration: findColumn(columns, ['duration']),
    price: findColumn(columns, ['price']),
  };

  return (cells: string[], line: number): CatalogueItem => {
    const cellAt = (index: number): Cell | null => {
      const column = columns[index];
      const text = cells[index]?.trim();
      if (column === undefined || text === undefined || text === '') return null;
      return { text, place: { file, line, column: column.name }, isSequence: column.type === 'token_seq' };
    };
    const externalId = readId(cells[id]!, { file, line, column: 'item_id' });
    return {
      externalId,
      title: readText(cellAt(at.title), maxTitle) ?? externalId,
      maker: readText(cellAt(at.maker), maxName),
      series: readText(cellAt(at.series), maxName),
      performers: readNames(cellAt(at.performers)),
      tags: readNames(cellAt(at.tags)),
      releasedAt: readSeconds(cellAt(at.released)) ?? readYear(cellAt(at.year)),
      durationMinutes: readInteger(cellAt(at.duration)),
      priceYen: readInteger(cellAt(at.price)),
    };
  };
}

function readText(cell: Cell | null, maxLength: number): string | null {
  if (cell === null) return null;
  if (cell.text.length <= maxLength) return cell.text;
  throw invalidData(cell.place, valueKind(cell.text), `Shorten it to ${maxLength} characters.`);
}

/** The different names of a cell, sorted: each word of a token_seq, or all of a token. */
function readNames(cell: Cell | null): string[] {
  if (cell === null) return [];
  const names = cell.isSequence ? cell.text.split(/ +/) : [cell.text];
  for (const text of names) readText({ ...cell, text }, maxName);
  return [...new Set(names)].sort();
}

function readNumber(cell: Cell): number {
  if (isNumber(cell.text)) return Number(cell.text);
  throw invalidData(
    cell.place,
    `not a number but ${valueKind(cell.text)}`,
    'Leave it empty if it is unknown.',
  );
}

function readSeconds(cell: Cell | null): string | null {
  if (cell === null) return null;
  const seconds = readNumber(cell);
  if (seconds >= firstSecond && seconds <= lastSecond) return new Date(seconds * 1000).toISOString();
  throw invalidData(
    cell.place,
    'not a time between the years 1 and 9999',
    'Give Unix seconds, not milliseconds.',
  );
}

/** Data sets write odd things for an unknown year: what is no year is unknown. */
function readYear(cell: Cell | null): string | null {
  if (cell === null || !isNumber(cell.text)) return null;
  const year = Number(cell.text);
  if (!Number.isInteger(year) || year < 1000 || year > 9999) return null;
  return `${year}-01-01T00:00:00.000Z`;
}

function readInteger(cell: Cell | null): number | null {
  if (cell === null) return null;
  const value = Math.round(readNumber(cell));
  if (value >= 0 && value <= maxInteger) return value;
  throw invalidData(cell.place, 'a number out of range', `It must be between 0 and ${maxInteger}.`);
}
