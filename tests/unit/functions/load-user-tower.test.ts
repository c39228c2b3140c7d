import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { artifactObjectPath, artifactPaths } from '../../../shared/contracts/artifact-paths.ts';
import { encoderVersion } from '../../../shared/features/feature-spec.ts';
import { goldenInput } from '../../../shared/features/golden-input.ts';
import { loadUserTower } from '../../../supabase/functions/_lib/tower/load-user-tower.ts';
import { countTensors } from '../../../supabase/functions/_vendor/tfjs/tfjs.js';
import { buildTestArtifact, type TestArtifactOptions } from '../../contract/support/build-test-artifact.ts';
import { downloadFrom } from '../../contract/support/download-from.ts';
import { maxAbsDifference } from '../../contract/support/max-abs-difference.ts';
import { plainUserTower } from '../../contract/support/plain-user-tower.ts';

async function load(options: TestArtifactOptions = {}) {
  const artifact = await buildTestArtifact(options);
  return { artifact, tower: await loadUserTower(artifact, { download: downloadFrom(artifact.objects) }) };
}

describe('loadUserTower()', () => {
  test('embeds as the plain loop does', async () => {
    const { artifact, tower } = await load();
    for (const seed of [0, 1, 5]) {
      const input = goldenInput(seed, 12);
      expect(maxAbsDifference(tower.embed(input), plainUserTower(input, artifact.tower))).toBeLessThan(1e-6);
    }
    expect(tower.manifest).toEqual(artifact.manifest);
    tower.dispose();
  });

  test('keeps the number of tensors flat over requests, and gives all back', async () => {
    const before = countTensors();
    const { tower } = await load();
    const loaded = countTensors();
    expect(loaded).toBeGreaterThan(before);
    for (let request = 0; request < 50; request++) tower.embed(goldenInput(request, 12));
    expect(() => tower.embed(new Float32Array(5))).toThrow();
    expect(countTensors()).toBe(loaded);
    tower.dispose();
    expect(countTensors()).toBe(before);
  });

  test.each<[string, TestArtifactOptions, string, string]>([
    [
      'the manifest is of another version',
      {
        editManifest: (manifest) => {
          manifest.version = 'test-2';
        },
      },
      'MANIFEST_MISMATCH',
      'it belongs to another version',
    ],
    [
      'the manifest has another form',
      { editManifest: (manifest) => void Object.assign(manifest, { dim: 0 }) },
      'MANIFEST_MISMATCH',
      'it does not have the expected form',
    ],
    [
      'a file is not listed',
      { editManifest: (manifest) => void manifest.files.pop() },
      'ARTIFACT_MISSING',
      'its manifest lists no user_tower/weights.bin',
    ],
    [
      'a file is not there',
      { editFiles: (files) => void files.delete(artifactPaths.featureSpec) },
      'ARTIFACT_MISSING',
      'Cannot download two_tower/test-1/feature_spec.json from storage',
    ],
    [
      'a byte of the weights is flipped',
      {
        editFiles: (files) => {
          files.get(artifactPaths.userTowerWeights)![9]! ^= 1;
        },
      },
      'ARTIFACT_CORRUPT',
      'its SHA-256 is not the one in the manifest',
    ],
    [
      'the weights are cut short',
      { editFiles: (files) => void files.set(artifactPaths.userTowerWeights, new Uint8Array(4)) },
      'ARTIFACT_CORRUPT',
      'it has 4 bytes, the manifest says',
    ],
    [
      'the spec has another hash',
      {
        editManifest: (manifest) => {
          manifest.featureSpecHash = 'f'.repeat(64);
        },
      },
      'FEATURE_SPEC_MISMATCH',
      'its hash is not the one in the manifest',
    ],
    [
      'the model was trained with another encoder',
      {
        editSpec: (spec) => {
          spec.encoderVersion = encoderVersion + 1;
        },
      },
      'FEATURE_SPEC_MISMATCH',
      `it is for encoder ${encoderVersion + 1}, this code has encoder ${encoderVersion}`,
    ],
    [
      'the spec has a field that this code does not know',
      { editSpec: (spec) => void Object.assign(spec, { more: 1 }) },
      'FEATURE_SPEC_MISMATCH',
      'it does not have the form that this code knows',
    ],
    [
      'the spec has another width',
      {
        editSpec: (spec) => {
          spec.dim = 5;
        },
      },
      'FEATURE_SPEC_MISMATCH',
      'it is 5 wide, the manifest says 4',
    ],
    [
      'the history differs',
      {
        editManifest: (manifest) => {
          manifest.history.halfLifePositions = 21;
        },
      },
      'FEATURE_SPEC_MISMATCH',
      'it and the manifest differ in history.halfLifePositions',
    ],
    [
      'a golden value is off by 2e-5',
      {
        editManifest: (manifest) => {
          manifest.golden[1]!.embedding[0]! += 2e-5;
        },
      },
      'GOLDEN_VECTOR_MISMATCH',
      'the output for seed 1 is not the recorded one',
    ],
    [
      'a golden vector is too short',
      { editManifest: (manifest) => void manifest.golden[0]!.embedding.pop() },
      'GOLDEN_VECTOR_MISMATCH',
      'the output for seed 0 is not the recorded one',
    ],
    [
      'the graph is for another width than the manifest',
      {
        editSpec: (spec) => {
          spec.dim = 5;
        },
        editManifest: (manifest) => {
          manifest.dim = 5;
        },
      },
      'GOLDEN_VECTOR_MISMATCH',
      'the graph cannot be run',
    ],
  ])('refuses when %s', async (_name, options, code, problem) => {
    const before = countTensors();
    await expect(load(options)).rejects.toMatchObject({ code, message: expect.stringContaining(problem) });
    expect(countTensors()).toBe(before);
  });

  test('refuses a manifest that the database does not know', async () => {
    const { objects, version } = await buildTestArtifact();
    const reference = { version, manifestSha256: '0'.repeat(64) };
    await expect(loadUserTower(reference, { download: downloadFrom(objects) })).rejects.toMatchObject({
      code: 'MANIFEST_MISMATCH',
      message: expect.stringContaining('its SHA-256 is not the one in the database'),
    });
  });

  test('refuses a version that was never published', async () => {
    const { objects, manifestSha256 } = await buildTestArtifact();
    const reference = { version: 'test-9', manifestSha256 };
    await expect(loadUserTower(reference, { download: downloadFrom(objects) })).rejects.toMatchObject({
      code: 'ARTIFACT_MISSING',
      message: `Cannot download ${artifactObjectPath('test-9', 'manifest.json')} from storage`,
    });
  });

  test('refuses a graph that TF.js cannot read', async () => {
    const model = new TextEncoder().encode('{"format":"graph-model"}');
    const options: TestArtifactOptions = {
      editFiles: (files) => void files.set(artifactPaths.userTowerModel, model),
      editManifest: (manifest) => {
        const entry = manifest.files.find(({ path }) => path === artifactPaths.userTowerModel)!;
        Object.assign(entry, {
          bytes: model.byteLength,
          sha256: createHash('sha256').update(model).digest('hex'),
        });
      },
    };
    await expect(load(options)).rejects.toMatchObject({
      code: 'ARTIFACT_CORRUPT',
      message: 'Cannot read the user tower of test-1 as a GraphModel',
    });
  });
});
