import { createRandom } from '../random/create-random.ts';
import { randomNormal } from '../random/random-normal.ts';
import type { TrainingConfig } from './training-config.ts';

export interface TowerShape {
  items: number;
  contentWidth: number;
  dim: number;
}

/** Everything that is learned; row-major. */
export interface TowerParameters {
  /** [items, dim] */
  itemIds: Float32Array;
  /** [contentWidth, dim] */
  content: Float32Array;
  /** [3 * dim, dim]: likes, recent likes, nopes */
  kernel: Float32Array;
  /** [dim] */
  bias: Float32Array;
}

export const parameterNames = ['itemIds', 'content', 'kernel', 'bias'] as const;

/** What a like, a recent like and a nope say before anything is learned. */
const initialBlocks = [1, 0.3, -0.1];

export function initialParameters(shape: TowerShape, config: TrainingConfig): TowerParameters {
  const { items, contentWidth, dim } = shape;
  const kernel = new Float32Array(3 * dim * dim);
  for (const [block, scale] of initialBlocks.entries()) {
    for (let row = 0; row < dim; row++) kernel[(block * dim + row) * dim + row] = scale;
  }
  return {
    itemIds: normals(items * dim, config.initScale, createRandom(config.seed, 1)),
    content: normals(contentWidth * dim, config.initScale / 5, createRandom(config.seed, 2)),
    kernel,
    bias: normals(dim, config.initScale / 5, createRandom(config.seed, 3)),
  };
}

export function copyParameters(parameters: TowerParameters): TowerParameters {
  const { itemIds, content, kernel, bias } = parameters;
  return { itemIds: itemIds.slice(), content: content.slice(), kernel: kernel.slice(), bias: bias.slice() };
}

function normals(length: number, scale: number, random: () => number): Float32Array {
  // A loop: Float32Array.from() takes twice as long, and these are tens of millions.
  const values = new Float32Array(length);
  for (let at = 0; at < length; at++) values[at] = scale * randomNormal(random);
  return values;
}
