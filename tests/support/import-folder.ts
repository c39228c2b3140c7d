import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from 'pg';
import { openDuckDb } from '../../batch/io/duckdb/open-duckdb.ts';
import { importFiles } from '../../batch/jobs/import-files/import-files.ts';
import type { ImportOptions } from '../../batch/jobs/import-files/import-options.ts';
import type { ImportReport } from '../../batch/jobs/import-files/import-report.ts';

/** Imports a folder into a database as `matching import` does, with a data root of its own that goes at the end. */
export async function importFolder(
  client: Client,
  folder: string,
  options: Omit<ImportOptions, 'paths'> = {},
): Promise<ImportReport> {
  const dataRoot = await mkdtemp(join(tmpdir(), 'matching-import-'));
  const duck = await openDuckDb({ tempFolder: dataRoot });
  try {
    return await importFiles({ dataRoot, duck, client }, { paths: [folder], ...options });
  } finally {
    await duck.close();
    await rm(dataRoot, { recursive: true, force: true });
  }
}
