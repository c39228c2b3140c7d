import { type FileHandle, open } from 'node:fs/promises';
import { sqlIdentifier } from '../../io/duckdb/sql-identifier.ts';
import { sqlText } from '../../io/duckdb/sql-text.ts';

/** Unit separator: it cannot be in a cell, because it is escaped there. */
const separator = '\x1f';
const letterOf: Record<string, string> = { '\x1a': 'a', [separator]: 's', '\r': 'r', '\n': 'n' };
const special = new RegExp(`[${Object.keys(letterOf).join('')}]`);
const everySpecial = new RegExp(special, 'g');

/**
 * A table as text that DuckDB reads without any guess: one line a row, cells without quotes, line ends and separators
 * inside of cells escaped. DuckDB's own readers refuse whole files for mixed line ends, and their notion of which row a
 * stray quote spoils depends on buffers; what is in doubt is therefore decided here, and handed over like this.
 */
export class CleanCopy {
  rows = 0;
  readonly #file: FileHandle;
  readonly #encoding: 'latin1' | 'utf8';
  #text = '';
  #hasEscapes = false;

  /** @param encoding latin1 for texts of one character a byte */
  static async create(path: string, encoding: 'latin1' | 'utf8'): Promise<CleanCopy> {
    return new CleanCopy(await open(path, 'w'), encoding);
  }

  private constructor(file: FileHandle, encoding: 'latin1' | 'utf8') {
    this.#file = file;
    this.#encoding = encoding;
  }

  add(number: number, cells: string[]): void {
    this.rows++;
    let line = cells.join(separator);
    // One look at the whole row: a separator or line end of a cell is rare.
    if (special.test(cells.length === 1 ? line : cells.join(''))) {
      this.#hasEscapes = true;
      line = cells.map((cell) => cell.replace(everySpecial, (one) => `\x1a${letterOf[one]}`)).join(separator);
    }
    this.#text += `${number}${separator}${line}\n`;
  }

  /** Writes what has gathered; to be called now and then, since `add` does not wait for the disk. */
  async flush(): Promise<void> {
    if (this.#text === '') return;
    await this.#file.write(Buffer.from(this.#text, this.#encoding));
    this.#text = '';
  }

  async close(): Promise<void> {
    await this.flush();
    await this.#file.close();
  }

  /** The SQL of a query over the copy at `path`: `row_number` and the columns, all VARCHAR, empty cells null. */
  query(path: string, columns: string[]): string {
    const names = columns.map((_, index) => `c${index}`);
    const types = ["'row_number': 'BIGINT'", ...names.map((name) => `'${name}': 'VARCHAR'`)];
    const values = columns.map(
      (column, index) =>
        `${this.#hasEscapes ? unescaped(names[index]!) : names[index]} as ${sqlIdentifier(column)}`,
    );
    return `select row_number, ${values.join(', ')} from read_csv(${sqlText(path)}, auto_detect = false, header = false,
      delim = '${separator}', quote = '', escape = '', new_line = '\\n', max_line_size = 16777216,
      columns = {${types.join(', ')}})`;
  }
}

/** The escape of the escape itself comes last: before, none of its letters can follow it by chance. */
function unescaped(name: string): string {
  return Object.entries({ '\r': 'r', '\n': 'n', '\x1f': 's', '\x1a': 'a' }).reduce(
    (sql, [character, letter]) => `replace(${sql}, chr(26) || '${letter}', chr(${character.charCodeAt(0)}))`,
    name,
  );
}
