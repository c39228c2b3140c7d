import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { artifactPaths } from '../../../shared/contracts/artifact-paths.ts';
import type { ModelManifest } from '../../../shared/contracts/model-manifest.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { featureSpecSchema } from '../../../shared/features/feature-spec.ts';
import { findDataset } from '../../io/datasets/find-dataset.ts';
import { readTrainingDataset } from '../../io/training/read-training-dataset.ts';
import type { GraphDefinition } from '../../publish/graph-model/graph-definition.ts';
import type { GraphModel } from '../../publish/graph-model/graph-model.ts';
import { modelJsonSchema } from '../../publish/graph-model/model-json.ts';
import { parseGraph } from '../../publish/graph-model/parse-graph.ts';
import { type ItemVectors, readItemVectors, writeItemVectors } from '../../publish/item-vectors.ts';
import { type Artifact, readArtifact } from '../../publish/read-artifact.ts';
import { runFolderPaths } from '../../publish/run-folder-paths.ts';
import { writeGraphArtifact } from '../../publish/write-graph-artifact.ts';
import { selectBackend } from '../../train/backend/select-backend.ts';
import { drawMadeUp, drawPeople, type History } from './standardize/draw-histories.ts';
import { embedHistories } from './standardize/embed-histories.ts';
import { fitWidthMap } from './standardize/fit-width-map.ts';
import { mapItemTower } from './standardize/map-item-tower.ts';
import { mapUserTower } from './standardize/map-user-tower.ts';
import { mapVectors } from './standardize/map-vectors.ts';
import { readLinearTower } from './standardize/read-linear-tower.ts';
import { recallAgainst } from './standardize/recall-against.ts';
import { paddingMap } from './standardize/width-map.ts';
import { withDuck } from './with-duck.ts';

export interface StandardizeOptions {
  root: string;
  toDim: number;
  /** Run folder to make; default that of the model with `-<toDim>` behind. */
  to?: string | undefined;
  /** Training dataset whose people are sampled; default made-up histories. */
  dataset?: string | undefined;
  /** People to measure with; as many others to fit with. Default 500. */
  people?: number | undefined;
  seed?: number | undefined;
  signal?: AbortSignal | undefined;
  onStep?: ((step: 'read' | 'fit' | 'map' | 'measure' | 'write') => void) | undefined;
}

export interface StandardizedModel {
  run: string;
  manifest: ModelManifest;
  from: number;
  to: number;
  /** Share of the original's first 20 that is in the first 20, the mean over `people`. */
  recall20: number;
  people: number;
  peopleFrom: string;
}

/**
 * A run in another width: user tower, history inputs, embeddings and item tower mapped alike. To more dimensions by
 * zeros, which changes no inner product; to fewer by a linear map fitted to the inner products of users and items.
 * @throws AppError INVALID_CONFIG when it has that width already, or what is wrong with the run.
 */
export async function standardizeModel(run: string, options: StandardizeOptions): Promise<StandardizedModel> {
  const { toDim, onStep, signal } = options;
  const begin = (step: Parameters<NonNullable<typeof onStep>>[0]) => {
    signal?.throwIfAborted();
    onStep?.(step);
  };
  await selectBackend('wasm');
  begin('read');
  const model = await readModel(run);
  const { vectors, spec } = model;
  if (spec.dim === toDim) {
    throw new AppError('INVALID_CONFIG', `Cannot standardise ${run}: it is ${toDim} wide already`, {
      hint: 'It can be published as it is.',
    });
  }
  const { fitting, measuring, peopleFrom } = await drawHistories(vectors, options);
  const limits = spec.history;
  begin('fit');
  const linear = readLinearTower(model.userGraph, spec.dim);
  const users = await embedHistories(model.userTower, fitting, { vectors, limits });
  const map = spec.dim < toDim ? paddingMap(spec.dim, toDim) : fitWidthMap({ vectors, users, linear }, toDim);
  begin('map');
  const mapped = mapVectors(vectors, map);
  const userTower = mapUserTower(model.userGraph, linear, map);
  const itemTower = model.itemGraph && mapItemTower(model.itemGraph, map);
  begin('measure');
  const ranked = async (tower: GraphModel, table: ItemVectors) => ({
    dim: table.dim,
    users: await embedHistories(tower, measuring, { vectors: table, limits }),
    embeddings: table.embeddings,
  });
  const recall20 = recallAgainst(await ranked(model.userTower, vectors), await ranked(userTower, mapped), {
    histories: measuring,
    k: 20,
  });
  begin('write');
  const target = options.to ?? `${run.replace(/\/+$/, '')}-${toDim}`;
  const paths = runFolderPaths(target);
  await mkdir(target, { recursive: true });
  await writeItemVectors(paths.vectors, mapped);
  const { manifest: old } = model.artifact;
  const manifest = await writeGraphArtifact(paths.artifact, {
    ...old,
    userTower,
    itemTower,
    spec: { ...spec, dim: toDim },
    createdAt: new Date(),
    // A verdict on the original says nothing of a model that ranks otherwise.
    gate: spec.dim < toDim ? old.gate : null,
    config: { ...old.config, dim: toDim, standardizedFrom: { version: old.version, dim: spec.dim } },
    metrics: { ...old.metrics, standardize: { recall20, people: measuring.length, fromDim: spec.dim } },
  });
  return { run: target, manifest, from: spec.dim, to: toDim, recall20, people: measuring.length, peopleFrom };
}

async function readModel(run: string) {
  const paths = runFolderPaths(run);
  const artifact = await readArtifact(paths.artifact);
  const vectors = await readItemVectors(paths.vectors);
  const spec = featureSpecSchema.parse(JSON.parse(artifact.files.get(artifactPaths.featureSpec)!.toString()));
  const user = graphOf(artifact, artifactPaths.userTowerModel, artifactPaths.userTowerWeights)!;
  const item = graphOf(artifact, artifactPaths.itemTowerModel, artifactPaths.itemTowerWeights);
  return {
    artifact,
    vectors,
    spec,
    userTower: user.model,
    userGraph: user.graph,
    itemGraph: item?.graph ?? null,
  };
}

function graphOf(
  { files }: Artifact,
  modelPath: string,
  weightsPath: string,
): { model: GraphModel; graph: GraphDefinition } | null {
  const json = files.get(modelPath)?.toString();
  const bytes = files.get(weightsPath);
  if (json === undefined || bytes === undefined) return null;
  const weights = new Uint8Array(bytes);
  const graph = parseGraph(modelJsonSchema.parse(JSON.parse(json)), weights.buffer);
  return { model: { modelJson: json, weights }, graph };
}

interface DrawnHistories {
  fitting: History[];
  measuring: History[];
  peopleFrom: string;
}

/** Nobody is both fitted and measured with. */
async function drawHistories(
  vectors: ItemVectors,
  { root, dataset, people = 500, seed = 1 }: StandardizeOptions,
): Promise<DrawnHistories> {
  let histories: History[];
  if (dataset === undefined) histories = drawMadeUp(vectors, { count: 2 * people, seed });
  else {
    const { folder } = await findDataset(join(root, 'data'), dataset);
    const data = await withDuck(root, (duck) => readTrainingDataset(duck, folder));
    histories = drawPeople(data, vectors.itemIds, { count: 2 * people, seed });
    if (histories.length < 2) {
      throw new AppError(
        'NOT_ENOUGH_DATA',
        `Cannot sample people of ${dataset}: ${histories.length} like an item`,
        {
          hint: 'Name another dataset, or leave --dataset out to use made-up histories.',
        },
      );
    }
  }
  const half = Math.floor(histories.length / 2);
  const [fitting, measuring] = [histories.slice(0, half), histories.slice(half)];
  return { fitting, measuring, peopleFrom: dataset ?? 'made-up histories' };
}
