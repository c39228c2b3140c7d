import { fieldTypes } from './field-types.ts';
import { type FieldNames, matchFields } from './match-fields.ts';

/** Makes an object of the texts of a row. */
export type CellReader = (cells: readonly string[]) => Record<string, unknown>;

const numberText = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/**
 * Reads texts as what the schema's field of that name takes: an empty cell as null, or as missing where the field may not
 * be null; numbers, truth values, lists and objects (as JSON) where the field takes them and the text is one. Any other
 * text stays one, so that the schema says what it wants instead.
 */
export function createCellReader(schema: FieldNames, columns: readonly string[]): CellReader {
  const fields = matchFields(schema, columns);
  const types = fields.map((field) => fieldTypes(schema.properties?.[field]));
  return (cells) => {
    const row: Record<string, unknown> = {};
    fields.forEach((field, index) => {
      const value = readCell(cells[index]!, types[index]!);
      // Not an assignment: a column may be called __proto__.
      if (value !== undefined)
        Object.defineProperty(row, field, { value, enumerable: true, configurable: true });
    });
    return row;
  };
}

function readCell(text: string, types: ReadonlySet<string>): unknown {
  if (text === '') {
    if (types.has('null')) return null;
    return types.has('string') ? '' : undefined;
  }
  if (types.has('string')) return text;
  if ((types.has('number') || types.has('integer')) && numberText.test(text)) return Number(text);
  if (types.has('boolean') && (text === 'true' || text === 'false')) return text === 'true';
  if ((types.has('array') && text.startsWith('[')) || (types.has('object') && text.startsWith('{'))) {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }
  return text;
}
