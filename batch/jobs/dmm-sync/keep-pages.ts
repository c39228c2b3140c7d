import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetReference } from '../../../shared/contracts/dataset-manifest.ts';
import { dataRootPaths } from '../../io/datasets/data-root-paths.ts';
import { hashFile } from '../../io/datasets/hash-file.ts';
import { readManifest } from '../../io/datasets/read-manifest.ts';
import { recordDataset } from '../../io/datasets/record-dataset.ts';
import { writeDataset } from '../../io/datasets/write-dataset.ts';
import type { Duck } from '../../io/duckdb/open-duckdb.ts';
import { sqlText } from '../../io/duckdb/sql-text.ts';
import type { JobContext } from '../runner/job-definition.ts';

export interface KeptPages<R> {
  result: R;
  dataset: DatasetReference;
}

export interface KeepPagesOptions<R> {
  name: string;
  /** Above 1 where the pages of earlier attempts at the same run are not to be used. */
  attempt?: number;
  duck: Duck;
  fetch: (folder: string) => Promise<R>;
}

/**
 * Keeps what a run fetches as the raw dataset `dmm-<name>`, version the run's id: pages beside a table of their hashes.
 * `fetch` puts pages into the folder it is given, and finds those of an earlier attempt there.
 */
export async function keepPages<R>(
  { client, dataRoot, runId, signal }: Pick<JobContext<unknown>, 'client' | 'dataRoot' | 'runId' | 'signal'>,
  { name, attempt = 1, duck, fetch }: KeepPagesOptions<R>,
): Promise<KeptPages<R>> {
  const plan = {
    ...{ stage: 'raw' as const, name: `dmm-${name}`, version: attempt === 1 ? runId : `${runId}-${attempt}` },
    schema: { name: 'dmm-pages', version: 1 },
    ...{ parents: [], inputs: [], parameters: {} },
  };
  const folder = dataRootPaths(dataRoot).dataset(plan.stage, plan.name, plan.version);
  let fetched: { result: R } | undefined;
  // Killed after the dataset was made, before its step was recorded: every page is there.
  if (await readManifest(folder)) fetched = { result: await fetch(folder) };
  const { manifest } = await writeDataset({ dataRoot, duck, signal }, plan, async (partial) => {
    fetched = { result: await fetch(partial) };
    await writeIndex(duck, partial);
    return { tables: { pages: ['pages.parquet'] }, accounting: null };
  });
  await recordDataset(client, manifest, { runId });
  const { stage, version, fingerprint } = manifest;
  return { result: fetched!.result, dataset: { stage, name: manifest.name, version, fingerprint } };
}

async function writeIndex(duck: Duck, folder: string): Promise<void> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json.gz')).sort();
  const rows: [string, bigint, string][] = [];
  for (const file of files) {
    const { bytes, sha256 } = await hashFile(join(folder, file));
    rows.push([file, BigInt(bytes), sha256]);
  }
  await duck.run('create or replace temp table dmm_pages (file varchar, bytes bigint, sha256 varchar)');
  await duck.append('dmm_pages', rows);
  await duck.run(`copy dmm_pages to ${sqlText(join(folder, 'pages.parquet'))} (format parquet)`);
  await duck.run('drop table dmm_pages');
}
