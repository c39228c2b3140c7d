import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { AppError } from '../../shared/errors/app-error.ts';
import type { AdamMoments } from './adam.ts';
import { parameterNames, type TowerParameters } from './tower-parameters.ts';

/** What must be equal for a run to go on from a checkpoint. */
const identitySchema = z.strictObject({
  config: z.record(z.string(), z.unknown()),
  backend: z.string(),
  datasetFingerprint: z.string(),
  featureSpecHash: z.string(),
});
export type CheckpointIdentity = z.infer<typeof identitySchema>;

const headerSchema = z.strictObject({
  step: z.int().min(0),
  identity: identitySchema,
  lengths: z.record(z.string(), z.int()),
});

export interface Checkpoint {
  /** Steps done. */
  step: number;
  parameters: TowerParameters;
  moments: Record<(typeof parameterNames)[number], AdamMoments>;
}

/** Layout: uint32 header length, header as JSON padded to 4 bytes, then for each parameter value, first, second. */
export async function writeCheckpoint(
  path: string,
  identity: CheckpointIdentity,
  state: Checkpoint,
): Promise<void> {
  const arrays = parameterNames.map((name) => state.parameters[name]);
  const lengths = Object.fromEntries(parameterNames.map((name) => [name, state.parameters[name].length]));
  const json = Buffer.from(JSON.stringify({ step: state.step, identity, lengths }));
  const header = Buffer.concat([json, Buffer.alloc((4 - (json.length % 4)) % 4, ' ')]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(header.length);
  const parts: Buffer[] = [size, header];
  for (const [index, name] of parameterNames.entries()) {
    for (const array of [arrays[index]!, state.moments[name].first, state.moments[name].second]) {
      parts.push(Buffer.from(array.buffer, array.byteOffset, array.byteLength));
    }
  }
  // Under a temporary name first: a run that is killed here leaves the last whole checkpoint in place.
  await writeFile(`${path}.partial`, parts);
  await rename(`${path}.partial`, path);
}

/**
 * @returns null when there is no checkpoint.
 * @throws AppError CHECKPOINT_MISMATCH when it belongs to another configuration, data set or backend, or is cut short.
 */
export async function readCheckpoint(path: string, identity: CheckpointIdentity): Promise<Checkpoint | null> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (bytes === null) return null;
  const headerLength = bytes.length >= 4 ? bytes.readUInt32LE(0) : 0;
  const header = parseHeader(bytes.subarray(4, 4 + headerLength), path);
  const differing = Object.entries(identity).flatMap(([key, value]) =>
    JSON.stringify(value) === JSON.stringify(header.identity[key as keyof CheckpointIdentity]) ? [] : [key],
  );
  if (differing.length > 0) throw mismatch(path, `it was written with another ${differing.join(', ')}`);
  let offset = 4 + headerLength;
  const next = (length: number): Float32Array => {
    if (offset + length * 4 > bytes.length) throw mismatch(path, 'it is cut short');
    const array = new Float32Array(length);
    Buffer.from(array.buffer).set(bytes.subarray(offset, offset + length * 4));
    offset += length * 4;
    return array;
  };
  const entries = parameterNames.map((name) => {
    const length = header.lengths[name] ?? 0;
    return { name, value: next(length), moments: { first: next(length), second: next(length) } };
  });
  return {
    step: header.step,
    parameters: Object.fromEntries(
      entries.map(({ name, value }) => [name, value]),
    ) as unknown as TowerParameters,
    moments: Object.fromEntries(entries.map(({ name, moments }) => [name, moments])) as Checkpoint['moments'],
  };
}

function parseHeader(bytes: Buffer, path: string): z.infer<typeof headerSchema> {
  try {
    return headerSchema.parse(JSON.parse(bytes.toString()));
  } catch (cause) {
    throw mismatch(path, 'its header can not be read', cause);
  }
}

function mismatch(path: string, why: string, cause?: unknown): AppError {
  return new AppError('CHECKPOINT_MISMATCH', `cannot resume from ${path}: ${why}`, {
    hint: 'Start over with --fresh, or give the settings and data of the run that wrote it.',
    cause,
  });
}
