import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { runMatching } from '../../fixtures/run-matching.ts';
import { writeSeededRun } from './support/write-seeded-run.ts';

let root: string;
let run: string;
let version: string;
beforeEach(async () => {
  root = newTempFolder();
  run = path.join(root, 'runs', 'first');
  version = (await writeSeededRun(run, { dim: 8, itemCount: 6 })).manifest.version;
});

const models = (...args: string[]) => runMatching(['models', ...args, '--root', root]);

async function contents(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const read = files.map(async (file) => [
    path.relative(folder, file),
    (await readFile(file)).toString('hex'),
  ]);
  return Object.fromEntries(await Promise.all(read));
}

describe('matching models list', () => {
  it('lists runs, finished or not, and says that no database was asked', async () => {
    await cp(run, path.join(root, 'runs', 'second'), { recursive: true });
    await rm(path.join(root, 'runs', 'second', 'artifact', 'manifest.json'));
    const { stdout, status } = await models('list');
    expect(status).toBe(0);
    expect(stdout).toContain(version);
    expect(stdout).toContain('not finished');
    expect(stdout).toContain('no database is named');
    const { models: listed, database } = JSON.parse((await models('list', '--json')).stdout);
    expect(database).toBe(false);
    expect(listed.map(({ state }: { state: string }) => state)).toEqual(['local', 'not finished']);
    expect(listed[0]).toMatchObject({ version, run, dim: 8, dtype: 'float32', items: 6 });
  });

  it('is content with an empty root', async () => {
    expect(await runMatching(['models', 'list', '--root', newTempFolder()])).toMatchObject({ status: 0 });
  });
});

describe('matching models show', () => {
  it('finds a model by version, by the name of its run and by its folder', async () => {
    for (const reference of [version, 'first', run]) {
      const { stdout, status } = await models('show', reference);
      expect(status).toBe(0);
      expect(stdout).toContain('user_tower/weights.bin');
      expect(stdout).toContain('model.recall10  0.5');
    }
    expect(JSON.parse((await models('show', 'first', '--json')).stdout)).toMatchObject({ version });
  });

  it('names the nearest version of one that is not there', async () => {
    expect(await models('show', `${version}0`)).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(new RegExp(`error MODEL_MISSING: .*\\n  Nearest: ${version}\\.`)),
    });
  });
});

describe('matching models verify', () => {
  it('says what holds', async () => {
    const { stdout, status } = await models('verify', version);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /7 files: bytes and sha256[\s\S]*3 golden vectors[\s\S]*item tower[\s\S]*6 item vectors/,
    );
    expect((await models('verify', '--run', run)).stdout).toBe(stdout);
  });

  it('fails with status and code for a flipped bit in a tower', async () => {
    const file = path.join(run, 'artifact', 'user_tower', 'weights.bin');
    const bytes = await readFile(file);
    bytes[9]! ^= 1;
    await writeFile(file, bytes);
    expect(await models('verify', version)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('error ARTIFACT_CORRUPT'),
    });
  });

  it('fails for golden vectors that the tower does not give', async () => {
    const file = path.join(run, 'artifact', 'manifest.json');
    const manifest = JSON.parse(await readFile(file, 'utf8'));
    manifest.golden[1].embedding[3] += 2e-5;
    await writeFile(file, JSON.stringify(manifest));
    expect(await models('verify', 'first')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('golden vector 1 is off by'),
    });
  });

  it('fails for a spec whose hash is not the one in the manifest', async () => {
    const file = path.join(run, 'artifact', 'manifest.json');
    const manifest = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...manifest, featureSpecHash: '0'.repeat(64) }));
    expect(await models('verify', 'first')).toMatchObject({
      stderr: expect.stringContaining('error FEATURE_SPEC_MISMATCH'),
    });
  });

  it('fails for a vector that has lost its length', async () => {
    const file = path.join(run, 'vectors.bin');
    const bytes = await readFile(file);
    // Header 8, six ids of 8; the second item's row of 8 values of 4.
    bytes.fill(0, 8 + 48 + 32, 8 + 48 + 64);
    await writeFile(file, bytes);
    expect(await models('verify', 'first')).toMatchObject({
      status: 4,
      stderr: expect.stringContaining('the embedding of item 2 has length 0, not 1'),
    });
  });

  it('refuses a manifest that lists what is not a file of a model', async () => {
    const file = path.join(run, 'artifact', 'manifest.json');
    const manifest = JSON.parse(await readFile(file, 'utf8'));
    manifest.files[0].path = '../../first/vectors.bin';
    await writeFile(file, JSON.stringify(manifest));
    expect(await models('verify', '--run', run)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('error MANIFEST_MISMATCH'),
    });
  });

  it('asks for one model', async () => {
    for (const args of [[], [version, '--run', run]]) {
      expect(await models('verify', ...args)).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('Cannot tell which model'),
      });
    }
  });
});

describe('matching models export and import', () => {
  it('give the artifact and the vectors back bit for bit', async () => {
    const folder = path.join(root, 'exported');
    const exported = await models('export', version, '--to', folder, '--vectors');
    expect(exported).toMatchObject({ status: 0, stdout: expect.stringContaining('8 files') });
    const back = path.join(root, 'runs', 'back');
    expect(await models('import', folder, '--run', back)).toMatchObject({ status: 0, stderr: '' });
    const expected = await contents(run);
    expect(await contents(back)).toEqual(expected);
    expect(Object.keys(expected)).toHaveLength(8);
  });

  it('do so twice into the same run', async () => {
    const folder = path.join(root, 'exported');
    await models('export', '--run', run, '--to', folder, '--vectors');
    const [one, two] = [await models('import', folder), await models('import', folder)];
    expect(two).toEqual(one);
    expect(one.stdout).toMatch(/Next: npx matching publish .*imported-[0-9a-f]{12}/);
  });

  it('refuse a folder that is not empty, and an artifact without its vectors', async () => {
    expect(await models('export', version, '--to', run)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('is not empty'),
    });
    const folder = path.join(root, 'exported');
    await models('export', version, '--to', folder);
    expect(await models('import', folder)).toMatchObject({
      status: 4,
      stderr: expect.stringContaining('Export the model with --vectors'),
    });
  });

  it('refuse vectors of another model', async () => {
    const folder = path.join(root, 'exported');
    await models('export', version, '--to', folder);
    const other = path.join(root, 'runs', 'other');
    await writeSeededRun(other, { dim: 8, itemCount: 5 });
    const vectors = path.join(other, 'vectors.bin');
    expect(await models('import', folder, '--vectors', vectors)).toMatchObject({
      status: 4,
      stderr: expect.stringContaining('there are 5 item vectors, the manifest says 6'),
    });
  });
});

describe('matching models compare', () => {
  it('prints both metrics and the difference', async () => {
    const second = path.join(root, 'runs', 'second');
    const input = { metrics: { model: { recall10: 0.6, ndcg10: 0.25 } } };
    await writeSeededRun(second, { dim: 8, itemCount: 6, seed: 2, input });
    const { stdout } = await models('compare', 'first', 'second');
    // 0.6 - 0.5 = 0.1, a fifth of 0.5.
    expect(stdout).toMatch(/^model\.recall10 {2}0\.5000 {2}0\.6000 {2}\+0\.1000 {2}\+20\.0 %$/m);
    expect(stdout).toMatch(/^model\.ndcg10 +- {2}0\.2500 +-$/m);
    const { metrics, sameData } = JSON.parse((await models('compare', 'first', 'second', '--json')).stdout);
    expect(sameData).toBe(true);
    expect(metrics[0]).toMatchObject({
      metric: 'model.recall10',
      a: 0.5,
      b: 0.6,
      difference: expect.closeTo(0.1, 9),
    });
  });
});
