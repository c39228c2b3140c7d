// The reference, in a process of its own: DuckDB's own copy of the CSV to Parquet, with nothing checked but the form.
import { join } from 'node:path';
import { openDuckDb } from '../../../batch/io/duckdb/open-duckdb.ts';
import { sqlText } from '../../../batch/io/duckdb/sql-text.ts';

const [csv, root] = process.argv.slice(2);
if (csv === undefined || root === undefined) throw new Error('Usage: copy-plainly.ts <csv> <root>');

const duck = await openDuckDb({ tempFolder: join(root, 'temp') });
const columns = `{'person': 'VARCHAR', 'item': 'VARCHAR', 'decision': 'VARCHAR', 'time': 'VARCHAR'}`;
const began = performance.now();
await duck.run(`
  copy (
    select * from read_csv(${sqlText(csv)}, auto_detect = false, header = true, columns = ${columns},
      store_rejects = true)
  ) to ${sqlText(join(root, 'plain.parquet'))} (format parquet)`);
console.log(JSON.stringify({ seconds: (performance.now() - began) / 1000 }));
await duck.close();
