import { cleanText } from '../../../shared/catalogue/clean-text.ts';
import type { Duck } from '../../io/duckdb/open-duckdb.ts';
import { sqlIdentifier } from '../../io/duckdb/sql-identifier.ts';
import type { EarlierTableName } from './earlier-tables.ts';
import { earlierView } from './open-tables.ts';
import type { RowFate } from './row-fate.ts';

/** A row of a table of names that is carried over. */
export interface EarlierName {
  name: string;
  /** The other fields of its row. */
  fields: Record<string, string | null>;
}

export interface EarlierNames {
  /** One a name, in the order of the rows. */
  names: EarlierName[];
  /** Clean names by the ids of the export, also of rows that repeat a name. */
  byId: Map<string, string>;
  fates: RowFate[];
}

const maxLength = 500;

/** Reads tags, tag groups or performers: names cleaned as those of the catalogue, each kept once. */
export async function readNames(
  duck: Duck,
  table: EarlierTableName,
  extra: readonly string[] = [],
): Promise<EarlierNames> {
  const byName = new Map<string, EarlierName>();
  const byId = new Map<string, string>();
  const fates: RowFate[] = [];
  const fields = ['id', 'name', ...extra];
  const columns = ['file', 'row_number', ...fields].map(sqlIdentifier).join(', ');
  const sql = `select ${columns} from ${earlierView(table)} order by file, row_number`;
  for await (const rows of duck.stream(sql)) {
    for (const [file, rowNumber, ...values] of rows) {
      const [id, text, ...others] = values as (string | null)[];
      const name = cleanText(text ?? '');
      const place = { file: file as string, rowNumber: Number(rowNumber) };
      if (name === '') fates.push({ ...place, fate: 'quarantined', reason: 'name_missing' });
      else if (name.length > maxLength)
        fates.push({ ...place, fate: 'quarantined', reason: 'name_too_long' });
      else if (id != null && byId.has(id) && byId.get(id) !== name) {
        fates.push({ ...place, fate: 'quarantined', reason: 'id_twice' });
      } else {
        if (id != null) byId.set(id, name);
        fates.push({ ...place, fate: byName.has(name) ? 'duplicate' : 'carried', reason: null });
        const rest = Object.fromEntries(extra.map((field, index) => [field, others[index] ?? null]));
        if (!byName.has(name)) byName.set(name, { name, fields: rest });
      }
    }
  }
  return { names: [...byName.values()], byId, fates };
}
