import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { indexFromItems } from '../../../batch/publish/choose-index-width.ts';
import { encodeVectorRows } from '../../../batch/publish/encode-vector-rows.ts';
import { type ItemVectors, writeItemVectors } from '../../../batch/publish/item-vectors.ts';
import { runFolderPaths } from '../../../batch/publish/run-folder-paths.ts';
import { buildTestArtifact } from '../../contract/support/build-test-artifact.ts';
import { runScript } from '../data/run-script.ts';
import { catalogueVectors } from '../retrieval/catalogue-vectors.ts';
import type { Figures } from '../support/figures.ts';

/** The project's: rows a second of a whole load to those of sending the same bytes. */
const rateBar = 0.5;
/** An index takes minutes: its size is loaded once. */
const roundsOf = (items: number) => (items >= indexFromItems ? 1 : 3);

export interface PublishBench {
  database: Client;
  dbUrl: string;
  /** For the run and the encoded rows. */
  folder: string;
  items: number;
  signal: AbortSignal;
}

/**
 * One size: a raw binary COPY of rows that were encoded before, into a table with the same columns and keys, and the load
 * of the publish job in a process of its own, in turns. The load encodes, checks that the items are there and commits; what
 * choosing and building its index takes is told by itself.
 */
export async function measurePublish(figures: Figures, bench: PublishBench): Promise<void> {
  const { database, dbUrl, folder, items, signal } = bench;
  const name = (figure: string) => `${items.toLocaleString('en')} items: ${figure}`;
  await database.query(
    `insert into app.items (id, source, external_id, title) overriding system value
     select n, 'test', 'x' || n, 'Title ' || n from generate_series(1, $1::integer) as n on conflict do nothing`,
    [items],
  );
  const raw = join(folder, `rows-${items}`);
  const run = await writeRun(folder, { items, raw });
  const { size } = await stat(raw);

  const rawSeconds: number[] = [];
  const loads: { load: number; index: number | null; peakMegabytes: number }[] = [];
  rawSeconds.push(await copyRaw(database, raw));
  for (let round = 0; round < roundsOf(items); round++) {
    const { printed } = await runScript('../publish/load-vectors.ts', [dbUrl, run], signal);
    loads.push(printed as (typeof loads)[number]);
    rawSeconds.push(await copyRaw(database, raw));
  }
  const rate = (seconds: readonly number[]) =>
    (items * seconds.length) / seconds.reduce((sum, one) => sum + one);
  const [loaded, copied] = [rate(loads.map(({ load }) => load)), rate(rawSeconds)];
  figures.add(name('bytes sent'), size / 2 ** 20, { unit: 'MB' });
  figures.add(name('rows loaded a second'), loaded, { unit: '/s' });
  figures.add(name('rows a second of a raw binary COPY'), copied, { unit: '/s' });
  figures.add(name('load beside the raw COPY'), loaded / copied, { unit: 'x', bar: rateBar, atLeast: true });
  const { index } = loads.at(-1)!;
  if (index !== null) figures.add(name('index chosen and built'), index, { unit: 's' });
  const peak = Math.max(...loads.map(({ peakMegabytes }) => peakMegabytes));
  figures.add(name('peak memory of the publishing process'), peak, { unit: 'MB' });
}

/** A run folder with the vectors, and beside it the same rows as they are sent. */
async function writeRun(folder: string, { items, raw }: { items: number; raw: string }): Promise<string> {
  const version = `bench-${items}`;
  const { manifest, manifestSha256 } = await buildTestArtifact({ version });
  const run = join(folder, version);
  await mkdir(run, { recursive: true });
  await writeFile(
    join(run, 'artifact.json'),
    JSON.stringify({ manifest: { ...manifest, itemCount: items }, manifestSha256 }),
  );
  const { dim, itemIds, embeddings, historyInputs }: ItemVectors = catalogueVectors(items);
  const vectors = { dim, itemIds, embeddings, historyInputs };
  await writeItemVectors(runFolderPaths(run).vectors, vectors);
  await pipeline(Readable.from(encodeVectorRows(version, vectors)), createWriteStream(raw));
  return run;
}

async function copyRaw(database: Client, file: string): Promise<number> {
  await database.query('drop table if exists app.raw_vectors');
  await database.query('create table app.raw_vectors (like app.item_vectors including all)');
  const began = performance.now();
  await pipeline(
    createReadStream(file, { highWaterMark: 1 << 20 }),
    database.query(
      copyFrom(
        'copy app.raw_vectors (model_version, item_id, embedding, history_input) from stdin (format binary)',
      ),
    ),
  );
  const seconds = (performance.now() - began) / 1000;
  await database.query('drop table app.raw_vectors');
  return seconds;
}
