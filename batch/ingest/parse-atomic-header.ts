import { invalidData } from './invalid-data.ts';

const atomicTypes = ['token', 'token_seq', 'float', 'float_seq'] as const;

export interface AtomicColumn {
  name: string;
  type: (typeof atomicTypes)[number];
}

/** The columns that the first line of a RecBole atomic file declares: `name:type`, separated by tabs. */
export function parseAtomicHeader(file: string, text: string): AtomicColumn[] {
  const names = new Set<string>();
  return text.split('\t').map((cell) => {
    const colon = cell.lastIndexOf(':');
    const name = colon < 0 ? cell : cell.slice(0, colon);
    const place = { file, line: 1, column: name };
    if (colon < 1) {
      throw invalidData(
        place,
        'the header has no type',
        'Write each column as name:type, separated by tabs.',
      );
    }
    const type = atomicTypes.find((known) => known === cell.slice(colon + 1));
    if (type === undefined) {
      throw invalidData(place, 'unknown type in the header', `Use one of ${atomicTypes.join(', ')}.`);
    }
    if (names.has(name)) {
      throw invalidData(place, 'the header names the column twice', 'Remove or rename one of the two.');
    }
    names.add(name);
    return { name, type };
  });
}
