import { type DataPlace, invalidData } from './invalid-data.ts';
import { valueKind } from './value-kind.ts';

const maxLength = 200;

/** The id in a cell, as it stands. Throws INVALID_DATA where it is empty or longer than the database takes. */
export function readId(cell: string, place: DataPlace): string {
  if (cell.trim() === '') {
    throw invalidData(place, `no id: the value is ${valueKind(cell)}`, 'Every row needs its id.');
  }
  if (cell.length > maxLength) {
    const problem = `the id is ${valueKind(cell)}`;
    throw invalidData(place, problem, `Ids have ${maxLength} characters at most.`);
  }
  return cell;
}
