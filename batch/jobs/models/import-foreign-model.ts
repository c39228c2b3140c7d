import { createHash } from 'node:crypto';
import { access, mkdir, readFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { z } from 'zod';
import { artifactPaths } from '../../../shared/contracts/artifact-paths.ts';
import { type ModelManifest, modelManifestSchema } from '../../../shared/contracts/model-manifest.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { contentLayout } from '../../../shared/features/content-layout.ts';
import {
  encoderVersion,
  type FeatureSpec,
  featureSpecSchema,
} from '../../../shared/features/feature-spec.ts';
import { checkItemVectors } from '../../publish/check-item-vectors.ts';
import { adoptItemTower } from '../../publish/foreign/adopt-item-tower.ts';
import { adoptUserTower } from '../../publish/foreign/adopt-user-tower.ts';
import { readForeignTower } from '../../publish/foreign/read-foreign-tower.ts';
import { writeItemVectors } from '../../publish/item-vectors.ts';
import { readArtifact } from '../../publish/read-artifact.ts';
import { runFolderPaths } from '../../publish/run-folder-paths.ts';
import { writeGraphArtifact } from '../../publish/write-graph-artifact.ts';
import type { ImportedModel, ImportModelOptions } from './import-model.ts';
import { makeImportedVectors } from './make-imported-vectors.ts';

/** Ranks by similarity alone, at the temperature that training starts with. */
const plainScoring: ModelManifest['scoring'] = {
  temperature: 0.1,
  popularityHalfLifeDays: 30,
  popularityWeights: [{ minLikes: 0, weight: 0 }],
};

/**
 * A TF.js model as a run: `model.json` or `user_tower/model.json` is the user tower, `item_tower/model.json` the item
 * tower, if there is one. The backend must have been selected.
 */
export async function importForeignModel(
  folder: string,
  options: ImportModelOptions,
): Promise<ImportedModel> {
  const specPath = options.spec ?? join(folder, artifactPaths.featureSpec);
  const spec = await readSpec(specPath);
  const scoring = options.scoring ? await readScoring(options.scoring) : plainScoring;
  const userPath = await firstOf(folder, ['model.json', artifactPaths.userTowerModel]);
  const user = await readForeignTower(userPath);
  const userTower = await adoptUserTower(user.graph, { dim: spec.dim, normalise: options.normalise });
  const item = (await isThere(join(folder, artifactPaths.itemTowerModel)))
    ? await readForeignTower(join(folder, artifactPaths.itemTowerModel))
    : null;
  const { width: contentWidth } = contentLayout(spec);
  const itemTower = item && (await adoptItemTower(item.graph, { dim: spec.dim, contentWidth }));

  const made = await makeImportedVectors({ folder, spec, itemTower }, options);
  const { items } = checkItemVectors(made.vectors);
  const sources = await hashFiles([specPath, ...user.paths, ...(item?.paths ?? [])], folder);
  const identity = sha256(
    JSON.stringify([sources, made.fingerprint, scoring, options.normalise, options.dtype]),
  );
  const run = options.run ?? join(options.root, 'runs', `imported-${identity.slice(0, 12)}`);
  const done = { run, format: user.format, items, vectorsFrom: made.from };
  const earlier = await earlierImport(run, identity);
  if (earlier) return { ...done, manifest: earlier };

  options.signal?.throwIfAborted();
  const paths = runFolderPaths(run);
  await mkdir(run, { recursive: true });
  await writeItemVectors(paths.vectors, made.vectors);
  const manifest = await writeGraphArtifact(paths.artifact, {
    userTower,
    itemTower,
    spec,
    dtype: options.dtype,
    createdAt: new Date(),
    gitCommit: null,
    preset: 'imported',
    config: { format: user.format, sources, normalise: options.normalise, vectorsFrom: made.from, identity },
    seed: 0,
    itemCount: items,
    datasetFingerprint: made.fingerprint,
    scoring,
    metrics: {},
  });
  return { ...done, manifest };
}

async function readSpec(path: string): Promise<FeatureSpec> {
  const spec = await readJson(path, featureSpecSchema, 'feature spec');
  if (spec.encoderVersion === encoderVersion) return spec;
  throw new AppError(
    'FEATURE_SPEC_MISMATCH',
    `Cannot use ${path}: it is for encoder ${spec.encoderVersion}, this code has encoder ${encoderVersion}`,
    { hint: 'Train the model on features as this version computes them.' },
  );
}

async function readScoring(path: string): Promise<ModelManifest['scoring']> {
  return readJson(path, modelManifestSchema.shape.scoring, 'scoring');
}

async function readJson<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  what: string,
): Promise<z.output<Schema>> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new AppError('ARTIFACT_MISSING', `Cannot read the ${what} ${path}`, {
      hint: 'Put it beside the model, or name it.',
      cause,
    });
  });
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    const why =
      cause instanceof z.ZodError ? z.prettifyError(cause).replaceAll('\n', '; ') : 'it is not JSON';
    throw new AppError('INVALID_DATA', `Cannot use the ${what} ${path}: ${why}`, { cause });
  }
}

async function firstOf(folder: string, names: readonly string[]): Promise<string> {
  for (const name of names) if (await isThere(join(folder, name))) return join(folder, name);
  throw new AppError('ARTIFACT_MISSING', `Cannot import ${folder}: it holds no ${names.join(' and no ')}`, {
    hint: 'Name a folder that tensorflowjs_converter, tf.io or "matching models export" wrote.',
  });
}

async function hashFiles(paths: readonly string[], folder: string): Promise<Record<string, string>> {
  const entries = paths.map(async (path) => {
    const inside = relative(folder, path);
    const name = inside.startsWith('..') ? basename(path) : inside;
    return [name, sha256(await readFile(path))] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function earlierImport(run: string, identity: string): Promise<ModelManifest | null> {
  const artifact = await readArtifact(runFolderPaths(run).artifact).catch(() => null);
  return artifact?.manifest.config.identity === identity ? artifact.manifest : null;
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
