import { readFile, realpath } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { AppError } from '../../../shared/errors/app-error.ts';
import { type ModelJson, modelJsonSchema } from '../graph-model/model-json.ts';

export interface ModelFiles {
  model: ModelJson;
  /** All shards, in the order of the manifest. */
  weights: ArrayBuffer;
  /** Paths of model.json and of the shards, as read. */
  paths: string[];
}

const bytesOfType: Record<string, number> = {
  float32: 4,
  int32: 4,
  bool: 1,
  uint8: 1,
  uint16: 2,
  float16: 2,
};
const largestModel = 2 ** 31;

/**
 * A TF.js model from its model.json and the shards beside it, whose names must stay within that folder and whose bytes
 * must be as many as the weights take.
 * @throws AppError ARTIFACT_MISSING or INVALID_DATA, naming the file.
 */
export async function readModelFiles(modelPath: string): Promise<ModelFiles> {
  const model = parseModel(await readNamed(modelPath), modelPath);
  const folder = dirname(modelPath);
  const shards: Buffer[] = [];
  const paths = [modelPath];
  for (const group of model.weightsManifest) {
    const parts: Buffer[] = [];
    for (const name of group.paths) {
      const path = await shardPath(folder, name);
      parts.push(await readNamed(path));
      paths.push(path);
    }
    const bytes = parts.reduce((sum, part) => sum + part.length, 0);
    const expected = group.weights.reduce((sum, spec) => sum + bytesOfWeight(spec, modelPath), 0);
    if (bytes !== expected) {
      throw refuse(modelPath, `${group.paths.join(', ')} hold ${bytes} bytes, its weights take ${expected}`);
    }
    shards.push(...parts);
  }
  const names = model.weightsManifest.flatMap(({ weights }) => weights.map(({ name }) => name));
  const double = names.find((name, at) => names.indexOf(name) !== at);
  if (double !== undefined) throw refuse(modelPath, `two weights have the name ${double}`);
  return { model, weights: new Uint8Array(Buffer.concat(shards)).buffer, paths };
}

function parseModel(bytes: Buffer, path: string): ModelJson {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString());
  } catch (cause) {
    throw refuse(path, 'it is not JSON', cause);
  }
  const parsed = modelJsonSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw refuse(path, `${issue.path.join('.') || 'root'}: ${issue.message}`, parsed.error);
}

/** Names come from a file that somebody else wrote: nothing outside of its folder is read, by a link neither. */
async function shardPath(folder: string, name: string): Promise<string> {
  const plain =
    /^[^/\\:\0]+(\/[^/\\:\0]+)*$/.test(name) && !name.split('/').some((part) => /^\.\.?$/.test(part));
  if (!plain)
    throw refuse(
      folder,
      `weightsManifest names ${JSON.stringify(name)}, which is not a path within the folder`,
    );
  const path = join(folder, name);
  const [real, root] = await Promise.all([realpath(path), realpath(folder)]).catch((cause: unknown) => {
    throw missing(path, cause);
  });
  if (relative(root, real).split(sep)[0] === '..')
    throw refuse(folder, `${name} is a link out of the folder`);
  return path;
}

function bytesOfWeight(spec: ModelJson['weightsManifest'][number]['weights'][number], path: string): number {
  const { name, shape, dtype, quantization } = spec;
  const size = shape.reduce((product, width) => product * width, 1);
  const width = bytesOfType[quantization?.dtype ?? dtype];
  if (width === undefined) throw refuse(path, `the weight ${name} is of type ${dtype}`);
  if (
    quantization &&
    quantization.dtype !== 'float16' &&
    (quantization.scale === undefined || quantization.min === undefined)
  ) {
    throw refuse(path, `the weight ${name} is quantised without scale and min`);
  }
  if (!(size * width <= largestModel)) throw refuse(path, `the weight ${name} is too large: [${shape}]`);
  return size * width;
}

async function readNamed(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw missing(path, cause);
  }
}

function missing(path: string, cause: unknown): AppError {
  return new AppError('ARTIFACT_MISSING', `Cannot read ${path}`, {
    hint: 'Name a folder that holds model.json and the shards that it lists.',
    cause,
  });
}

function refuse(path: string, why: string, cause?: unknown): AppError {
  return new AppError('INVALID_DATA', `Cannot import ${path}: ${why}`, {
    hint: 'Write the model anew with TF.js or with tensorflowjs_converter.',
    cause,
  });
}
