import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../batch/random/create-random.ts';
import { patchWasmKernels } from '../../../batch/train/backend/patch-wasm-kernels.ts';
import { selectBackend } from '../../../batch/train/backend/select-backend.ts';
import { maxAbsDifference } from '../../contract/support/max-abs-difference.ts';

/** a [batch …, m, k] times b [batch …, k, n], either of them stored transposed. */
interface Product {
  a: { values: Float32Array; shape: number[] };
  b: { values: Float32Array; shape: number[] };
  transposeA: boolean;
  transposeB: boolean;
}

const random = createRandom(17);
const operand = (shape: number[]) => ({
  shape,
  values: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 2 * random() - 1),
});
const flags = [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
] as const;

function products([m, k, n]: [number, number, number], batch: number[] = []): Product[] {
  return flags.map(([transposeA, transposeB]) => ({
    a: operand([...batch, ...(transposeA ? [k, m] : [m, k])]),
    b: operand([...batch, ...(transposeB ? [n, k] : [k, n])]),
    transposeA,
    transposeB,
  }));
}

async function multiplyOn(backend: 'cpu' | 'wasm', { a, b, transposeA, transposeB }: Product) {
  await selectBackend(backend);
  return tf.tidy(() => {
    const product = tf.matMul(
      tf.tensor(a.values, a.shape),
      tf.tensor(b.values, b.shape),
      transposeA,
      transposeB,
    );
    return { shape: product.shape, values: product.dataSync().slice() };
  });
}

beforeAll(async () => {
  await selectBackend('wasm');
});

describe('patchWasmKernels()', () => {
  it.each([
    ['a small product', products([3, 5, 2])],
    ['a product wider than a vector register', products([33, 65, 17])],
    ['one row', products([1, 7, 1])],
    // Turned around, as the second operand is by far the larger one.
    ['a wide second operand', products([5, 40, 301])],
    ['a tall second operand', products([3, 130, 67])],
    ['a batch of products', products([3, 4, 5], [2])],
  ])('agrees with the cpu backend on %s, each operand plain and transposed', async (_, all) => {
    for (const product of all) {
      const expected = await multiplyOn('cpu', product);
      const found = await multiplyOn('wasm', product);
      expect(found.shape).toEqual(expected.shape);
      expect(maxAbsDifference(found.values, expected.values)).toBeLessThan(1e-5);
    }
  });

  it('agrees with the cpu backend on the gradients of a dense layer', async () => {
    const [x, kernel] = [operand([9, 12]), operand([12, 7])];
    const slopes = async (backend: 'cpu' | 'wasm') => {
      await selectBackend(backend);
      const grads = tf.grads((a, b) => tf.sum(tf.square(tf.matMul(a!, b!))));
      return grads([tf.tensor(x.values, x.shape), tf.tensor(kernel.values, kernel.shape)]).map((slope) =>
        slope.dataSync().slice(),
      );
    };
    const [expected, found] = [await slopes('cpu'), await slopes('wasm')];
    for (const at of [0, 1]) expect(maxAbsDifference(found[at]!, expected[at]!)).toBeLessThan(5e-5);
  });

  it('can be called again: the kernel stays the one that is there', () => {
    const patched = tf.getKernel('BatchMatMul', 'wasm');
    patchWasmKernels();
    expect(tf.getKernel('BatchMatMul', 'wasm')).toBe(patched);
  });

  it('hands the original kernel no transposed operand, which is what it is slow at', async () => {
    await selectBackend('wasm');
    const patched = tf.getKernel('BatchMatMul', 'wasm')!;
    const seen: unknown[] = [];
    const kernelFunc: tf.KernelFunc = (params) => {
      seen.push([params.attrs?.transposeA, params.attrs?.transposeB]);
      return patched.kernelFunc(params);
    };
    tf.unregisterKernel('BatchMatMul', 'wasm');
    tf.registerKernel({ ...patched, kernelFunc });
    patchWasmKernels();
    for (const product of products([2, 3, 4])) await multiplyOn('wasm', product);
    tf.unregisterKernel('BatchMatMul', 'wasm');
    tf.registerKernel(patched);
    expect(seen).toEqual(new Array(4).fill([false, false]));
  });

  it('frees the transposed copies', async () => {
    await selectBackend('wasm');
    const [product] = products([6, 6, 6]).slice(-1);
    const held = () => (tf.backend() as unknown as { numDataIds(): number }).numDataIds();
    await multiplyOn('wasm', product!);
    const before = held();
    for (let round = 0; round < 10; round++) await multiplyOn('wasm', product!);
    expect(held()).toBe(before);
  });
});
