import { type FileHandle, open, rename } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../../shared/errors/app-error.ts';
import { parameterNames, type TowerParameters } from './tower-parameters.ts';
import type { TrainingState } from './training-state.ts';

/** What must be equal for a run to go on from a checkpoint. */
const identitySchema = z.strictObject({
  config: z.record(z.string(), z.unknown()),
  backend: z.string(),
  datasetFingerprint: z.string(),
  featureSpecHash: z.string(),
});
export type CheckpointIdentity = z.infer<typeof identitySchema>;

const lengthSchema = z.int().min(0);
const headerSchema = z.strictObject({
  step: z.int().min(0),
  identity: identitySchema,
  lengths: z.strictObject({
    itemIds: lengthSchema,
    content: lengthSchema,
    kernel: lengthSchema,
    bias: lengthSchema,
  }),
  /** Rows of the two tables. */
  rows: z.strictObject({ itemIds: lengthSchema, content: lengthSchema }),
  record: z.strictObject({
    losses: z.array(z.number()),
    epochLosses: z.array(z.number()),
    measurements: z.array(z.strictObject({ epoch: z.int().min(0), quality: z.number() })),
  }),
  hasBest: z.boolean(),
});
type Header = z.infer<typeof headerSchema>;

/** A header of an honest checkpoint is far below it: a length beyond is not one. */
const longestHeader = 2 ** 26;

/**
 * Layout: uint32 header length, header as JSON padded to 4 bytes, then for each parameter value, first and second
 * moment, then the rows' steps (int32), then the best parameters where there are any.
 */
export async function writeCheckpoint(
  path: string,
  identity: CheckpointIdentity,
  state: TrainingState,
): Promise<void> {
  const { parameters, moments, settledAt, best } = state;
  const lengths = Object.fromEntries(parameterNames.map((name) => [name, parameters[name].length]));
  const header: Header = {
    step: state.step,
    identity,
    lengths: lengths as Header['lengths'],
    rows: { itemIds: settledAt.itemIds.length, content: settledAt.content.length },
    record: state.record,
    hasBest: best !== null,
  };
  const json = Buffer.from(JSON.stringify(header));
  const padded = Buffer.concat([json, Buffer.alloc((4 - (json.length % 4)) % 4, ' ')]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(padded.length);
  const arrays = [
    ...parameterNames.flatMap((name) => [parameters[name], moments[name].first, moments[name].second]),
    settledAt.itemIds,
    settledAt.content,
    ...(best ? parameterNames.map((name) => best[name]) : []),
  ];
  // Under a temporary name first: a run that is killed here leaves the last whole checkpoint in place.
  const file = await open(`${path}.partial`, 'w');
  try {
    for (const part of [size, padded, ...arrays.map(bytesOf)]) await file.writeFile(part);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.partial`, path);
}

/**
 * @returns null when there is no checkpoint.
 * @throws AppError CHECKPOINT_MISMATCH when it belongs to another configuration, data set or backend, or is cut short.
 */
export async function readCheckpoint(
  path: string,
  identity: CheckpointIdentity,
): Promise<TrainingState | null> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (file === null) return null;
  try {
    return await readState(file, path, identity);
  } finally {
    await file.close();
  }
}

async function readState(
  file: FileHandle,
  path: string,
  identity: CheckpointIdentity,
): Promise<TrainingState> {
  const header = await readHeader(file, path);
  const differing = Object.entries(identity).flatMap(([key, value]) =>
    JSON.stringify(value) === JSON.stringify(header.identity[key as keyof CheckpointIdentity]) ? [] : [key],
  );
  if (differing.length > 0) throw mismatch(path, `it was written with another ${differing.join(', ')}`);
  const { size } = await file.stat();
  if (size !== header.end + bytesAfter(header)) throw mismatch(path, 'it is cut short');
  const next = async <A extends Float32Array | Int32Array>(array: A): Promise<A> => {
    if (!(await fill(file, bytesOf(array)))) throw mismatch(path, 'it is cut short');
    return array;
  };
  const floats = (length: number): Promise<Float32Array> => next(new Float32Array(length));
  const parameters: Partial<TowerParameters> = {};
  const moments: Partial<TrainingState['moments']> = {};
  for (const name of parameterNames) {
    const length = header.lengths[name];
    parameters[name] = await floats(length);
    moments[name] = { first: await floats(length), second: await floats(length) };
  }
  const settledAt = {
    itemIds: await next(new Int32Array(header.rows.itemIds)),
    content: await next(new Int32Array(header.rows.content)),
  };
  const best: Partial<TowerParameters> | null = header.hasBest ? {} : null;
  if (best) for (const name of parameterNames) best[name] = await floats(header.lengths[name]);
  return {
    step: header.step,
    parameters: parameters as TowerParameters,
    moments: moments as TrainingState['moments'],
    settledAt,
    record: header.record,
    best: best as TowerParameters | null,
  };
}

/** @returns the header and the offset of what follows it. */
async function readHeader(file: FileHandle, path: string): Promise<Header & { end: number }> {
  const size = Buffer.alloc(4);
  const length = (await fill(file, size)) ? size.readUInt32LE(0) : 0;
  const bytes = Buffer.alloc(Math.min(length, longestHeader));
  if (!(await fill(file, bytes))) throw mismatch(path, 'its header can not be read');
  try {
    return { ...headerSchema.parse(JSON.parse(bytes.toString())), end: 4 + length };
  } catch (cause) {
    throw mismatch(path, 'its header can not be read', cause);
  }
}

function bytesAfter({ lengths, rows, hasBest }: Header): number {
  const values = parameterNames.reduce((sum, name) => sum + lengths[name], 0);
  return 4 * ((hasBest ? 4 : 3) * values + rows.itemIds + rows.content);
}

/** Reads on in the file until `bytes` is full; false where it ends before. */
async function fill(file: FileHandle, bytes: Uint8Array): Promise<boolean> {
  for (let done = 0; done < bytes.length; ) {
    const length = Math.min(bytes.length - done, 2 ** 30);
    const { bytesRead } = await file.read(bytes, done, length, null);
    if (bytesRead === 0) return false;
    done += bytesRead;
  }
  return true;
}

function bytesOf(array: Float32Array | Int32Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function mismatch(path: string, why: string, cause?: unknown): AppError {
  return new AppError('CHECKPOINT_MISMATCH', `cannot resume from ${path}: ${why}`, {
    hint: 'Start over with --fresh, or give the settings and data of the run that wrote it.',
    cause,
  });
}
