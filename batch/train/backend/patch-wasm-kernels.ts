import * as tf from '@tensorflow/tfjs';

interface WasmBackend {
  disposeData(dataId: object): void;
}

/**
 * The wasm backend multiplies fast only where neither operand is transposed; every gradient of a dense layer has a
 * transposed one and takes a path ten to twenty times slower. This replaces the kernel by one that transposes
 * first and then multiplies on the fast path. Idempotent.
 */
export function patchWasmKernels(): void {
  const original = tf.getKernel('BatchMatMul', 'wasm');
  const transpose = tf.getKernel('Transpose', 'wasm');
  if (!original || !transpose)
    throw new TypeError('Cannot patch wasm kernels: the wasm backend is not registered');
  if (patched.has(original.kernelFunc)) return;

  const kernelFunc: tf.KernelFunc = ({ inputs, attrs, backend }) => {
    const wasm = backend as WasmBackend;
    const temporary: tf.TensorInfo[] = [];
    const straight = (x: tf.TensorInfo, transposed: unknown): tf.TensorInfo => {
      if (!transposed) return x;
      const rank = x.shape.length;
      const perm = x.shape.map((_, axis) => axis);
      [perm[rank - 1], perm[rank - 2]] = [rank - 2, rank - 1];
      const result = transpose.kernelFunc({ inputs: { x }, attrs: { perm }, backend }) as tf.TensorInfo;
      temporary.push(result);
      return result;
    };
    const a = straight(inputs.a as tf.TensorInfo, attrs?.transposeA);
    const b = straight(inputs.b as tf.TensorInfo, attrs?.transposeB);
    const result = original.kernelFunc({
      inputs: { a, b },
      attrs: { transposeA: false, transposeB: false },
      backend,
    });
    for (const info of temporary) wasm.disposeData(info.dataId);
    return result;
  };
  patched.add(kernelFunc);
  tf.unregisterKernel('BatchMatMul', 'wasm');
  tf.registerKernel({ ...original, kernelFunc });
}

const patched = new WeakSet<tf.KernelFunc>();
