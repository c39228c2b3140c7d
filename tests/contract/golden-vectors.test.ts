import { rm } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buildUserTowerGraph } from '../../batch/publish/graph-model/build-user-tower-graph.ts';
import { encoderVersion } from '../../shared/features/feature-spec.ts';
import { goldenInput } from '../../shared/features/golden-input.ts';
import {
  buildTestArtifact,
  type TestArtifact,
  type TestArtifactOptions,
} from './support/build-test-artifact.ts';
import { maxAbsDifference } from './support/max-abs-difference.ts';
import { type PlainTower, plainUserTower } from './support/plain-user-tower.ts';
import { runDeno } from './support/run-deno.ts';
import { seededNumbers } from './support/seeded-numbers.ts';
import { writeArtifact } from './support/write-artifact.ts';

const dim = 768;
// Unlike the golden seeds: what was recorded must not be all that agrees.
const otherSeeds = [0, 11, 12];
const inputs = otherSeeds.map((seed) => goldenInput(seed, 3 * dim));

const folders: string[] = [];
afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

async function loadInDeno(
  artifact: TestArtifact,
  reference: { version: string; manifestSha256: string } = artifact,
) {
  const folder = await writeArtifact(artifact);
  folders.push(folder);
  const { version, manifestSha256 } = reference;
  const job = { folder, version, manifestSha256, inputs: inputs.map((input) => Array.from(input)) };
  return runDeno('load-tower.ts', { job, permissions: [`--allow-read=${folder}`] });
}

/** The published graph in Node, on the plain JavaScript backend, as a training job runs it. */
async function loadInNode(tower: PlainTower) {
  await tf.setBackend('cpu');
  const { modelJson, weights } = buildUserTowerGraph(tower, tower.dim);
  const { weightsManifest, ...model } = JSON.parse(modelJson);
  const artifacts = { ...model, weightSpecs: weightsManifest[0].weights, weightData: weights.buffer };
  const graph = await tf.loadGraphModel(tf.io.fromMemory(artifacts));
  return (input: Float32Array) => {
    return tf.tidy(() => {
      const output = graph.execute({ x: tf.tensor2d(input, [1, input.length]) }, 'embedding') as tf.Tensor;
      return Float32Array.from(output.dataSync());
    });
  };
}

describe('golden vectors', () => {
  let embedInNode: (input: Float32Array) => Float32Array;
  let artifact: TestArtifact;
  beforeAll(async () => {
    const kernel = seededNumbers(7, 3 * dim * dim, 1 / Math.sqrt(dim));
    embedInNode = await loadInNode({ dim, kernel, bias: seededNumbers(8, dim, 0.1) });
    artifact = await buildTestArtifact({ dim, seed: 7, embedGolden: embedInNode });
  });

  test('Node on cpu, Deno on wasm and the plain loop agree within 1e-6 at full width', async () => {
    const { embeddings } = await loadInDeno(artifact);
    for (const [index, input] of inputs.entries()) {
      const plain = plainUserTower(input, artifact.tower);
      expect(maxAbsDifference(embedInNode(input), plain)).toBeLessThan(1e-6);
      expect(maxAbsDifference(embeddings[index], plain)).toBeLessThan(1e-6);
      expect(maxAbsDifference(embeddings[index], embedInNode(input))).toBeLessThan(1e-6);
      expect(Math.hypot(...embeddings[index])).toBeCloseTo(1, 5);
    }
  });

  test('Deno loads float16 weights, and agrees with the plain loop over the values that they hold', async () => {
    const half = await buildTestArtifact({ dim, seed: 7, dtype: 'float16' });
    const bytes = ({ objects }: TestArtifact) =>
      objects.get('two_tower/test-1/user_tower/weights.bin')!.length;
    expect(bytes(artifact) - bytes(half)).toBe(2 * 3 * dim * dim);
    const { embeddings } = await loadInDeno(half);
    for (const [index, input] of inputs.entries()) {
      expect(maxAbsDifference(embeddings[index], plainUserTower(input, half.tower))).toBeLessThan(1e-6);
      const whole = plainUserTower(input, artifact.tower);
      const cosine = whole.reduce((sum, value, at) => sum + value * embeddings[index][at], 0);
      expect(1 - cosine).toBeLessThan(1e-6);
    }
  });

  test.each<[string, TestArtifactOptions]>([
    [
      'ARTIFACT_CORRUPT',
      {
        editFiles(files) {
          files.get('user_tower/weights.bin')![100]! ^= 1;
        },
      },
    ],
    [
      'ARTIFACT_CORRUPT',
      {
        editManifest(manifest) {
          manifest.files[0]!.sha256 = '0'.repeat(64);
        },
      },
    ],
    [
      'FEATURE_SPEC_MISMATCH',
      {
        editSpec(spec) {
          spec.encoderVersion = encoderVersion + 1;
        },
      },
    ],
    [
      'GOLDEN_VECTOR_MISMATCH',
      {
        editManifest(manifest) {
          manifest.golden[2]!.embedding[3]! += 2e-5;
        },
      },
    ],
  ])('Deno refuses a broken artifact with %s', async (code, options) => {
    expect(await loadInDeno(await buildTestArtifact(options))).toEqual({ code });
  });

  test('Deno refuses a manifest that the database does not name', async () => {
    const small = await buildTestArtifact();
    const reference = { version: small.version, manifestSha256: '0'.repeat(64) };
    expect(await loadInDeno(small, reference)).toEqual({ code: 'MANIFEST_MISMATCH' });
  });

  test('Deno refuses a version that was never published', async () => {
    const small = await buildTestArtifact();
    const reference = { version: 'never', manifestSha256: small.manifestSha256 };
    expect(await loadInDeno(small, reference)).toEqual({ code: 'ARTIFACT_MISSING' });
  });
});
