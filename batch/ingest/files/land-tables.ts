import { join } from 'node:path';
import type { DatasetContents } from '../../io/datasets/write-dataset.ts';
import { landJsonLines } from './land-json-lines.ts';
import { landParquet } from './land-parquet.ts';
import type { Landing } from './landing.ts';
import { readHeader } from './read-header.ts';
import { refuseFile } from './refuse-file.ts';
import { stageText } from './stage-text.ts';
import { unpackGzip } from './unpack-gzip.ts';
import { writeTables } from './write-tables.ts';

/** Writes `rows` and `rejects` of a file of any format into the folder; see landFile. */
export async function landTables({ path: source, ...given }: Landing): Promise<DatasetContents> {
  const { file, scratch, signal } = given;
  const path = file.gzip ? join(scratch, 'unpacked') : source;
  if (file.gzip) await unpackGzip(source, path, { label: file.label, signal });
  const contents = await landUnpacked({ ...given, path });
  if (contents.accounting!.read > 0) return contents;
  throw refuseFile({ file: file.label }, 'it holds no rows', 'Check where the file comes from.');
}

async function landUnpacked(landing: Landing): Promise<DatasetContents> {
  const { format } = landing.file;
  if (format === 'parquet') return landParquet(landing);
  if (format === 'jsonl') return landJsonLines(landing);
  return writeTables(landing, await stageText(landing, await readHeader(landing.file)));
}
