import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { findDataset } from '../../../batch/io/datasets/find-dataset.ts';
import { listDatasets } from '../../../batch/io/datasets/list-datasets.ts';
import { parseDatasetReference } from '../../../batch/io/datasets/parse-dataset-reference.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { runMatching } from '../../fixtures/run-matching.ts';
import { makeDataset } from './support/make-dataset.ts';

const root = newTempFolder();
const dataRoot = join(root, 'data');

beforeAll(async () => {
  const raw = await makeDataset(dataRoot, { stage: 'raw', name: 'events', version: 'aa', day: 1 });
  const old = await makeDataset(dataRoot, {
    stage: 'validated',
    name: 'events',
    version: 'bb',
    day: 3,
    parents: [raw],
  });
  await makeDataset(dataRoot, { stage: 'validated', name: 'events', version: 'cc', day: 2, parents: [raw] });
  await makeDataset(dataRoot, { stage: 'exports', name: 'decisions', version: 'dd', day: 4, parents: [old] });
  // What is being written, and what a crash left, is no dataset.
  await mkdir(join(dataRoot, 'raw', 'events', '.ee.partial'), { recursive: true });
  await mkdir(join(dataRoot, 'raw', 'events', 'ff'), { recursive: true });
});

describe('parseDatasetReference()', () => {
  it('reads a stage, a name and a version that may be left out', () => {
    expect(parseDatasetReference('validated/events')).toEqual({
      stage: 'validated',
      name: 'events',
      version: undefined,
    });
    expect(parseDatasetReference('raw/a.b-c@01')).toEqual({ stage: 'raw', name: 'a.b-c', version: '01' });
  });

  it.each([
    ['events', 'it is not of the form stage/name'],
    ['raw/a/b', 'it is not of the form stage/name'],
    ['raw/a@1@2', 'it is not of the form stage/name'],
    ['valid/events', 'there is no stage "valid"'],
    ['raw/..', 'the name must be 1 to 100'],
    ['raw/a@../b', 'the version must be 1 to 100'],
    ['raw/a@', 'the version must be 1 to 100'],
    ['raw/', 'the name must be 1 to 100'],
  ])('refuses %s', (text, why) => {
    expect(() => parseDatasetReference(text)).toThrow(
      expect.objectContaining({ code: 'INVALID_CONFIG', message: expect.stringContaining(why) }),
    );
  });
});

describe('findDataset()', () => {
  it('takes the newest version by the time it was made, or the one that is named', async () => {
    expect((await findDataset(dataRoot, 'validated/events')).version).toBe('bb');
    expect((await findDataset(dataRoot, 'validated/events@cc')).version).toBe('cc');
  });

  it('names the nearest dataset, or the nearest version, where there is none', async () => {
    await expect(findDataset(dataRoot, 'validated/event')).rejects.toMatchObject({
      code: 'DATASET_MISSING',
      hint: expect.stringContaining('Nearest: validated/events.'),
    });
    await expect(findDataset(dataRoot, 'validated/events@cd')).rejects.toMatchObject({
      code: 'DATASET_MISSING',
      hint: 'It has 2 other versions. Nearest: validated/events@cc.',
    });
    await expect(findDataset(newTempFolder(), 'raw/events')).rejects.toMatchObject({
      code: 'DATASET_MISSING',
      hint: expect.stringContaining('holds no dataset'),
    });
  });

  it('says DATASET_CORRUPT for a manifest that cannot be read, and lists the folder as broken', async () => {
    const other = newTempFolder();
    await mkdir(join(other, 'raw', 'events', 'aa'), { recursive: true });
    await writeFile(join(other, 'raw', 'events', 'aa', 'manifest.json'), '{"formatVersion": 2}');
    await expect(findDataset(other, 'raw/events')).rejects.toMatchObject({ code: 'DATASET_CORRUPT' });
    expect((await listDatasets(other)).broken).toMatchObject([{ reference: 'raw/events@aa' }]);
  });
});

describe('matching datasets list and show', () => {
  it('lists by stage and name, the newest first, finished ones only', async () => {
    const { stdout, status } = await runMatching(['datasets', 'list', '--root', root, '--json']);
    expect(status).toBe(0);
    const { datasets } = JSON.parse(stdout) as {
      datasets: { stage: string; name: string; version: string }[];
    };
    expect(datasets.map(({ stage, name, version }) => `${stage}/${name}@${version}`)).toEqual([
      'raw/events@aa',
      'validated/events@bb',
      'validated/events@cc',
      'exports/decisions@dd',
    ]);
    const filtered = await runMatching(['datasets', 'list', '--root', root, '--stage', 'validated']);
    expect(filtered.stdout.trim().split('\n')).toHaveLength(2);
    expect(filtered.stdout).toContain('rows 6');
  });

  it('shows columns, files, accounting and the tree of what it was made from', async () => {
    const { stdout } = await runMatching(['datasets', 'show', 'exports/decisions', '--root', root]);
    expect(stdout).toContain('7 read = 6 accepted + 1 quarantined');
    expect(stdout).toContain('    number  BIGINT\n    text  VARCHAR\n');
    expect(stdout).toMatch(/file a\.parquet {2}3 rows/);
    // Two levels: the export was made from validated events, these from raw ones.
    expect(stdout).toContain('    validated/events@bb\n      raw/events@aa\n');
  });

  it('refuses an unknown stage with exit status 2', async () => {
    expect(await runMatching(['datasets', 'list', '--root', root, '--stage', 'cooked'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--stage'),
    });
  });
});
