import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { dataRootPaths } from '../../io/datasets/data-root-paths.ts';
import type { DatasetEnvironment } from '../../io/datasets/write-dataset.ts';
import { sqlIdentifier } from '../../io/duckdb/sql-identifier.ts';
import { sqlText } from '../../io/duckdb/sql-text.ts';
import { findColumn } from '../../io/find-column.ts';
import { readHeader } from './read-header.ts';
import { refuseFile } from './refuse-file.ts';
import type { SourceFile } from './source-file.ts';
import { stageText } from './stage-text.ts';
import { unpackGzip } from './unpack-gzip.ts';
import { writeTables } from './write-tables.ts';

export interface CheckedPeople {
  read: number;
  accepted: number;
  /** Records that are none, and rows without an id of their own. */
  quarantined: number;
}

/**
 * Counts the people of a `.user` file. Nothing of it is kept: the models use no demographics, and what is not stored
 * cannot leak. Throws INVALID_DATA where the file has no column `user_id`.
 */
export async function checkPeopleFile(
  { dataRoot, duck, signal }: DatasetEnvironment,
  file: SourceFile,
): Promise<CheckedPeople> {
  const header = await readHeader(file);
  const column = findColumn(header.columns, ['user_id']);
  if (column === null) {
    const place = { file: file.label, line: header.line, column: 'user_id' };
    throw refuseFile(place, 'the column is missing', 'The header must name user_id.');
  }
  const { temp } = dataRootPaths(dataRoot);
  await mkdir(temp, { recursive: true });
  const scratch = await mkdtemp(join(temp, 'people-'));
  try {
    const landing = { duck, file, path: file.path, scratch, folder: scratch, signal };
    if (file.gzip) {
      landing.path = join(scratch, 'unpacked');
      await unpackGzip(file.path, landing.path, { label: file.label, signal });
    }
    const { accounting } = await writeTables(landing, await stageText(landing, header));
    const id = sqlIdentifier(column);
    const [counted] = await duck.rows(`
      select count(distinct trim(${id})) filter (where trim(${id}) <> '' and length(${id}) <= 200)::double as people
      from read_parquet(${sqlText(join(scratch, 'rows.parquet'))})`);
    const { read } = accounting!;
    const accepted = counted!.people as number;
    return { read, accepted, quarantined: read - accepted };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
