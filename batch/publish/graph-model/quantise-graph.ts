import { AppError } from '../../../shared/errors/app-error.ts';
import { halvesOf } from '../half/halves-of.ts';
import type { GraphModel } from './graph-model.ts';

interface Spec {
  name: string;
  shape: number[];
  dtype: string;
  quantization?: { dtype: 'float16'; original_dtype: 'float32' };
}

const largestHalf = 65_504;

/**
 * The same graph with its float32 matrices as float16, which TF.js' loader turns back. Vectors and scalars stay: they
 * weigh nothing, and the bound of the norm, 1e-12, would become 0. `graph` is one that `serialiseGraph` wrote.
 * @throws AppError INVALID_DATA when a value is too large for float16.
 */
export function quantiseGraph({ modelJson, weights }: GraphModel): GraphModel {
  const model = JSON.parse(modelJson) as { weightsManifest: { paths: string[]; weights: Spec[] }[] };
  const [group] = model.weightsManifest;
  const parts: Uint8Array[] = [];
  let offset = 0;
  const specs = group!.weights.map((spec): Spec => {
    const bytes = 4 * spec.shape.reduce((product, size) => product * size, 1);
    const part = weights.subarray(offset, offset + bytes);
    offset += bytes;
    if (spec.dtype !== 'float32' || spec.shape.length < 2) {
      parts.push(part);
      return spec;
    }
    parts.push(toHalves(spec.name, part));
    return { ...spec, quantization: { dtype: 'float16', original_dtype: 'float32' } };
  });
  model.weightsManifest = [{ ...group!, weights: specs }];
  return { modelJson: JSON.stringify(model), weights: new Uint8Array(Buffer.concat(parts)) };
}

/** Little-endian, as every platform of TF.js is. */
function toHalves(name: string, bytes: Uint8Array): Uint8Array {
  // A copy: a view of floats must begin at a multiple of four.
  const values = new Float32Array(bytes.slice().buffer);
  const tooLarge = values.find((value) => !(Math.abs(value) <= largestHalf));
  if (tooLarge !== undefined) {
    throw new AppError('INVALID_DATA', `Cannot write ${name} as float16: it holds ${tooLarge}`, {
      hint: 'Keep this model in float32.',
    });
  }
  return new Uint8Array(halvesOf(values).buffer);
}
