import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readArtifact } from '../../../batch/publish/read-artifact.ts';
import { writeArtifact } from '../../../batch/publish/write-artifact.ts';
import { selectBackend } from '../../../batch/train/backend/select-backend.ts';
import { artifactPaths } from '../../../shared/contracts/artifact-paths.ts';
import type { ModelManifest } from '../../../shared/contracts/model-manifest.ts';
import { goldenInput } from '../../../shared/features/golden-input.ts';
import { hashFeatureSpec } from '../../../shared/features/hash-feature-spec.ts';
import { sha256Hex } from '../../../shared/features/sha256-hex.ts';
import { maxAbsDifference } from '../../contract/support/max-abs-difference.ts';
import { plainUserTower } from '../../contract/support/plain-user-tower.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { catchError } from '../train/support/catch-error.ts';
import { seededArtifactInput } from './support/seeded-artifact-input.ts';

const input = seededArtifactInput({ dim: 4, itemCount: 6 });

let folder: string;
let manifest: ModelManifest;
let original: string;
beforeAll(async () => {
  await selectBackend('wasm');
  original = path.join(newTempFolder(), 'artifact');
  manifest = await writeArtifact(original, input);
});
beforeEach(async () => {
  folder = path.join(newTempFolder(), 'artifact');
  await cp(original, folder, { recursive: true });
});

describe('writeArtifact()', () => {
  it('writes every file that the contract names and nothing else', async () => {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)));
    expect(files.sort()).toEqual(Object.values(artifactPaths).sort());
    expect(await readdir(path.dirname(folder))).toEqual(['artifact']);
  });

  it('returns the manifest that it wrote, with the hash of the spec', async () => {
    expect(JSON.parse(await readFile(path.join(folder, artifactPaths.manifest), 'utf8'))).toEqual(manifest);
    const spec = JSON.parse(await readFile(path.join(folder, artifactPaths.featureSpec), 'utf8'));
    expect(spec).toEqual(input.spec);
    expect(manifest.featureSpecHash).toBe(await hashFeatureSpec(spec));
    expect(manifest).toMatchObject({ dim: 4, itemCount: 6, createdAt: '2026-11-23T06:07:08.900Z' });
  });

  it('names the version by the second and the user tower', async () => {
    const weights = await readFile(path.join(folder, artifactPaths.userTowerWeights));
    const hash = await sha256Hex(new Uint8Array(weights));
    expect(manifest.version).toBe(`v20261123060708-${hash.slice(0, 8)}`);
    expect((await writeArtifact(folder, input)).version).toBe(manifest.version);
    const other = await writeArtifact(folder, seededArtifactInput({ dim: 4, itemCount: 6, seed: 2 }));
    expect(other.version.slice(0, 16)).toBe(manifest.version.slice(0, 16));
    expect(other.version).not.toBe(manifest.version);
  });

  it('writes the same bytes for the same input', async () => {
    const again = path.join(newTempFolder(), 'artifact');
    await writeArtifact(again, input);
    expect((await readArtifact(again)).files).toEqual((await readArtifact(folder)).files);
  });

  it('replaces the folder as a whole, also over what a killed run left', async () => {
    await writeFile(path.join(folder, 'old.txt'), 'old');
    await mkdir(`${folder}.partial`);
    await writeFile(path.join(`${folder}.partial`, 'half.txt'), 'half');
    await writeArtifact(folder, input);
    expect((await readdir(folder)).sort()).toEqual([
      'feature_spec.json',
      'item_tower',
      'manifest.json',
      'metrics.json',
      'user_tower',
    ]);
    expect(await readdir(path.dirname(folder))).toEqual(['artifact']);
  });

  it('records golden vectors that a plain loop gives too', () => {
    expect(manifest.golden.map(({ seed }) => seed)).toEqual([0, 1, 2]);
    for (const { seed, embedding } of manifest.golden) {
      const { kernel, bias } = input.tables.userTower;
      const expected = plainUserTower(goldenInput(seed, 12), { dim: 4, kernel, bias });
      expect(maxAbsDifference(embedding, expected)).toBeLessThan(1e-6);
    }
  });
});

describe('readArtifact()', () => {
  it('gives every file with the manifest’s own hash', async () => {
    const artifact = await readArtifact(folder);
    expect(artifact.manifest).toEqual(manifest);
    expect([...artifact.files.keys()].sort()).toEqual(Object.values(artifactPaths).sort());
    const bytes = new Uint8Array(await readFile(path.join(folder, artifactPaths.manifest)));
    expect(artifact.manifestSha256).toBe(await sha256Hex(bytes));
  });

  const listed = Object.values(artifactPaths).filter((name) => name !== artifactPaths.manifest);

  it.each(listed)('finds one flipped bit in %s', async (name) => {
    const file = path.join(folder, name);
    const bytes = await readFile(file);
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(file, bytes);
    expect(await catchError(() => readArtifact(folder))).toMatchObject({
      code: 'ARTIFACT_CORRUPT',
      message: `${file} is not what the manifest says`,
    });
  });

  it('finds a file that was cut short', async () => {
    const file = path.join(folder, artifactPaths.itemTowerWeights);
    await writeFile(file, (await readFile(file)).subarray(0, -1));
    expect(await catchError(() => readArtifact(folder))).toMatchObject({
      code: 'ARTIFACT_CORRUPT',
      message: expect.stringContaining(artifactPaths.itemTowerWeights),
    });
  });

  it.each(Object.values(artifactPaths))('names %s where it is missing', async (name) => {
    await rm(path.join(folder, name));
    expect(await catchError(() => readArtifact(folder))).toMatchObject({
      code: 'ARTIFACT_MISSING',
      message: `${path.join(folder, name)} can not be read`,
    });
  });

  it.each([
    ['no JSON', () => '{'],
    ['of another format', (whole: ModelManifest) => JSON.stringify({ ...whole, format: 'other@1' })],
    ['without a hash', (whole: ModelManifest) => JSON.stringify({ ...whole, featureSpecHash: '' })],
    ['with an unknown key', (whole: ModelManifest) => JSON.stringify({ ...whole, extra: 1 })],
    [
      'with a version that is no name',
      (whole: ModelManifest) => JSON.stringify({ ...whole, version: "v'1" }),
    ],
  ])('refuses a manifest that is %s', async (_, text) => {
    const file = path.join(folder, artifactPaths.manifest);
    await writeFile(file, text(manifest));
    expect(await catchError(() => readArtifact(folder))).toMatchObject({
      code: 'MANIFEST_MISMATCH',
      message: `${file} is not a manifest`,
    });
  });
});
