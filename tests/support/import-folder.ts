import type { Client } from 'pg';
import { type ReadFolderOptions, readFolder } from '../../batch/ingest/read-folder.ts';
import { type ImportReport, type StoreFolderOptions, storeFolder } from '../../batch/ingest/store-folder.ts';

/** Reads and stores a folder, as `matching import` does. */
export async function importFolder(
  client: Client,
  folder: string,
  options: ReadFolderOptions & StoreFolderOptions = {},
): Promise<ImportReport> {
  return storeFolder(client, await readFolder(folder, options), options);
}
