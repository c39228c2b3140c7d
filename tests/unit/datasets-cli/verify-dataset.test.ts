import { copyFile, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { verifyDatasets } from '../../../batch/io/datasets/verify-datasets.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { runMatching } from '../../fixtures/run-matching.ts';
import { editManifest, type MadeDataset, makeDataset } from './support/make-dataset.ts';

let root: string;
let dataRoot: string;
let raw: MadeDataset;
let validated: MadeDataset;

beforeEach(async () => {
  root = newTempFolder();
  dataRoot = join(root, 'data');
  raw = await makeDataset(dataRoot, { stage: 'raw', name: 'events', version: 'aa' });
  validated = await makeDataset(dataRoot, {
    stage: 'validated',
    name: 'events',
    version: 'bb',
    parents: [raw],
  });
});

async function problemsOf(): Promise<string> {
  const { status, stderr } = await runMatching(['datasets', 'verify', '--all', '--root', root]);
  expect(status).toBe(2);
  expect(stderr).toContain('DATASET_CORRUPT');
  return stderr;
}

describe('verifyDatasets()', () => {
  it('finds nothing wrong with datasets as they were written', async () => {
    const done: number[] = [];
    const verified = await verifyDatasets(dataRoot, { all: true, onProgress: (now) => done.push(now) });
    expect(verified).toEqual(['raw/events@aa', 'validated/events@bb']);
    const bytes = [raw, validated].flatMap(({ manifest }) =>
      manifest.tables[0]!.files.map((file) => file.bytes),
    );
    // Four files, each reported when it was read.
    expect(done).toHaveLength(4);
    expect(done.at(-1)).toBe(bytes.reduce((sum, size) => sum + size, 0));
    expect(await verifyDatasets(dataRoot, { reference: 'raw/events' })).toEqual(['raw/events@aa']);
  });

  it('names the file in which one bit was turned', async () => {
    const handle = await open(join(raw.folder, 'b.parquet'), 'r+');
    const byte = Buffer.alloc(1);
    await handle.read(byte, 0, 1, 40);
    byte[0]! ^= 1;
    await handle.write(byte, 0, 1, 40);
    await handle.close();
    const problems = await problemsOf();
    expect(problems).toContain('raw/events/aa/b.parquet has other contents');
    expect(problems).not.toContain('a.parquet');
    expect(problems).not.toContain('validated');
  });

  it('names a file that is missing or of another size', async () => {
    await rm(join(raw.folder, 'a.parquet'));
    const handle = await open(join(validated.folder, 'a.parquet'), 'a');
    await handle.write('x');
    await handle.close();
    const problems = await problemsOf();
    expect(problems).toContain('raw/events/aa/a.parquet is missing');
    expect(problems).toMatch(/validated\/events\/bb\/a\.parquet has \d+ bytes instead of \d+/);
  });

  it('counts and compares the rows, not only the bytes', async () => {
    await editManifest(raw.folder, (manifest) => {
      manifest.tables[0]!.files[0]!.rows = 4;
      manifest.tables[0]!.rows = 7;
    });
    await editManifest(validated.folder, (manifest) => {
      manifest.fingerprint = '0'.repeat(64);
    });
    const problems = await problemsOf();
    expect(problems).toContain('raw/events/aa/a.parquet has 3 rows instead of 4');
    expect(problems).toContain('validated/events/bb/manifest.json has another fingerprint than its rows');
  });

  it('compares columns, and the number of rows of a table with those of its files', async () => {
    await editManifest(raw.folder, (manifest) => {
      manifest.tables[0]!.columns[0]!.name = 'count';
    });
    await editManifest(validated.folder, (manifest) => {
      manifest.tables[0]!.rows = 5;
    });
    const problems = await problemsOf();
    expect(problems).toContain('raw/events/aa/a.parquet has other columns');
    expect(problems).toContain('says that table rows has 5 rows, its files 6');
  });

  it('misses a parent, and sees one with other rows', async () => {
    await rm(raw.folder, { recursive: true });
    expect(await problemsOf()).toContain('names a parent that is missing: raw/events@aa');
    const other = await makeDataset(dataRoot, { stage: 'raw', name: 'events', version: 'zz' });
    await copyOver(other.folder, 'aa');
    expect(await problemsOf()).toContain('names a parent with other rows than it was made from');
  });

  it('reads nothing outside of the dataset', async () => {
    await editManifest(raw.folder, (manifest) => {
      manifest.tables[0]!.files[0]!.path = '../../../validated/events/bb/a.parquet';
    });
    expect(await problemsOf()).toContain('lies outside the folder of the dataset');
  });

  it('wants one reference or --all', async () => {
    for (const args of [[], ['raw/events', '--all']]) {
      const { status, stderr } = await runMatching(['datasets', 'verify', ...args, '--root', root]);
      expect({ status, stderr }).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('name one dataset'),
      });
    }
  });

  it('stops when it is told to', async () => {
    await expect(
      verifyDatasets(dataRoot, { all: true, signal: AbortSignal.abort(new Error('stop')) }),
    ).rejects.toThrow('stop');
  });
});

/** Puts a dataset where another version was. */
async function copyOver(folder: string, version: string): Promise<void> {
  const { mkdir } = await import('node:fs/promises');
  const target = join(folder, '..', version);
  await mkdir(target);
  for (const file of ['a.parquet', 'b.parquet', 'manifest.json']) {
    await copyFile(join(folder, file), join(target, file));
  }
  await editManifest(target, (manifest) => {
    manifest.version = version;
  });
}
