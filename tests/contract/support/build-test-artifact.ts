import { buildUserTowerGraph } from '../../../batch/publish/graph-model/build-user-tower-graph.ts';
import { quantiseGraph } from '../../../batch/publish/graph-model/quantise-graph.ts';
import { halvesOf } from '../../../batch/publish/half/halves-of.ts';
import { valueOfHalf } from '../../../batch/publish/half/value-of-half.ts';
import { artifactObjectPath, artifactPaths } from '../../../shared/contracts/artifact-paths.ts';
import type { ModelManifest } from '../../../shared/contracts/model-manifest.ts';
import { encoderVersion, type FeatureSpec } from '../../../shared/features/feature-spec.ts';
import { goldenInput } from '../../../shared/features/golden-input.ts';
import { hashFeatureSpec } from '../../../shared/features/hash-feature-spec.ts';
import { sha256Hex } from '../../../shared/features/sha256-hex.ts';
import { type PlainTower, plainUserTower } from './plain-user-tower.ts';
import { seededNumbers } from './seeded-numbers.ts';

export interface TestArtifactOptions {
  version?: string;
  dim?: number;
  seed?: number;
  /** Of the tower, shape [3 * dim, dim], row-major; default: drawn from the seed. */
  kernel?: Float32Array;
  /** How the kernel is stored; `tower` then has the values that come back. Default float32. */
  dtype?: ModelManifest['dtype'];
  /** Outputs to record in the manifest; default: those of the plain loop. */
  embedGolden?: (input: Float32Array) => ArrayLike<number>;
  /** Applied to the spec before it is written and hashed. */
  editSpec?: (spec: FeatureSpec) => void;
  /** Applied to the manifest before it is written and hashed. */
  editManifest?: (manifest: ModelManifest) => void;
  /** Applied to the files, by path, after the manifest took their hashes. */
  editFiles?: (files: Map<string, Uint8Array<ArrayBuffer>>) => void;
}

export interface TestArtifact {
  version: string;
  manifestSha256: string;
  manifest: ModelManifest;
  tower: PlainTower;
  /** By path in the bucket. */
  objects: Map<string, Uint8Array<ArrayBuffer>>;
}

/** A published user tower with seeded weights, whole unless an option breaks it. */
export async function buildTestArtifact(options: TestArtifactOptions = {}): Promise<TestArtifact> {
  const { version = 'test-1', dim = 4, seed = 7, dtype = 'float32' } = options;
  const kernel = options.kernel ?? seededNumbers(seed, 3 * dim * dim, 1 / Math.sqrt(dim));
  const tower = {
    dim,
    kernel: dtype === 'float16' ? Float32Array.from(halvesOf(kernel), (half) => valueOfHalf[half]!) : kernel,
    bias: seededNumbers(seed + 1, dim, 0.1),
  };
  const spec = featureSpec(dim);
  options.editSpec?.(spec);
  const whole = buildUserTowerGraph(tower, dim);
  const graph = dtype === 'float16' ? quantiseGraph(whole) : whole;
  const files = new Map<string, Uint8Array<ArrayBuffer>>([
    [artifactPaths.featureSpec, encode(JSON.stringify(spec))],
    [artifactPaths.userTowerModel, encode(graph.modelJson)],
    [artifactPaths.userTowerWeights, graph.weights],
  ]);
  const manifest = await manifestOf(files, {
    version,
    spec,
    tower,
    dtype,
    embedGolden: options.embedGolden,
  });
  options.editManifest?.(manifest);
  options.editFiles?.(files);
  const manifestBytes = encode(JSON.stringify(manifest));
  files.set(artifactPaths.manifest, manifestBytes);
  const objects = new Map([...files].map(([path, bytes]) => [artifactObjectPath(version, path), bytes]));
  return { version, manifestSha256: await sha256Hex(manifestBytes), manifest, tower, objects };
}

function featureSpec(dim: number): FeatureSpec {
  return {
    encoderVersion,
    dim,
    history: { likeLimit: 50, recentLimit: 5, nopeLimit: 50, halfLifePositions: 20 },
    vocabularies: { makers: ['m1', 'm2'], series: ['s1'], performers: ['p1'], tags: ['t1', 't2'] },
    buckets: { releaseYear: [2020], durationMinutes: [60, 120], priceYen: [1000] },
  };
}

interface ManifestParts {
  version: string;
  spec: FeatureSpec;
  tower: PlainTower;
  dtype: ModelManifest['dtype'];
  embedGolden: TestArtifactOptions['embedGolden'];
}

async function manifestOf(
  files: Map<string, Uint8Array<ArrayBuffer>>,
  { version, spec, tower, dtype, embedGolden = (input) => plainUserTower(input, tower) }: ManifestParts,
): Promise<ModelManifest> {
  const hashed = [...files].map(async ([path, bytes]) => {
    return { path, bytes: bytes.byteLength, sha256: await sha256Hex(bytes) };
  });
  return {
    format: 'adult-matching/two-tower@1',
    version,
    createdAt: '2026-11-01T00:00:00Z',
    gitCommit: null,
    preset: 'test',
    config: {},
    seed: 7,
    dim: tower.dim,
    dtype,
    distance: 'inner_product',
    itemCount: 1,
    datasetFingerprint: '0'.repeat(64),
    featureSpecHash: await hashFeatureSpec(spec),
    history: { ...spec.history },
    scoring: {
      temperature: 0.1,
      popularityHalfLifeDays: 30,
      popularityWeights: [
        { minLikes: 0, weight: 1 },
        { minLikes: 5, weight: 0.25 },
      ],
    },
    files: await Promise.all(hashed),
    golden: [0, 1, 2].map((seed) => ({
      seed,
      embedding: Array.from(embedGolden(goldenInput(seed, 3 * tower.dim))),
    })),
    metrics: {},
    gate: null,
  };
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
