import * as tf from '@tensorflow/tfjs';
import { transposeOnHeap, type WasmBackend } from './transpose-on-heap.ts';

/**
 * The wasm backend multiplies fast only where neither operand is transposed; every gradient of a dense layer has a
 * transposed one and takes a path ten to twenty times slower. This replaces the kernel by one that transposes
 * first and then multiplies on the fast path. Idempotent.
 */
export function patchWasmKernels(): void {
  const original = tf.getKernel('BatchMatMul', 'wasm');
  if (!original) throw new TypeError('Cannot patch wasm kernels: the wasm backend is not registered');
  if (patched.has(original.kernelFunc)) return;

  const kernelFunc: tf.KernelFunc = ({ inputs, attrs, backend }) => {
    const wasm = backend as WasmBackend;
    const temporary: tf.TensorInfo[] = [];
    const transposedIf = (condition: boolean, x: tf.TensorInfo): tf.TensorInfo => {
      if (!condition) return x;
      const result = transposeOnHeap(x, wasm);
      temporary.push(result);
      return result;
    };
    const multiply = (a: tf.TensorInfo, b: tf.TensorInfo): tf.TensorInfo =>
      original.kernelFunc({
        inputs: { a, b },
        attrs: { transposeA: false, transposeB: false },
        backend,
      }) as tf.TensorInfo;

    const operands = {
      a: inputs.a as tf.TensorInfo,
      b: inputs.b as tf.TensorInfo,
      transposeA: attrs?.transposeA === true,
      transposeB: attrs?.transposeB === true,
    };
    const { a, b, transposeA, transposeB } = operands;
    let result: tf.TensorInfo;
    if (isCheaperTurned(operands)) {
      const turned = multiply(transposedIf(!transposeB, b), transposedIf(!transposeA, a));
      temporary.push(turned);
      result = transposeOnHeap(turned, wasm);
    } else {
      result = multiply(transposedIf(transposeA, a), transposedIf(transposeB, b));
    }
    for (const info of temporary) wasm.disposeData(info.dataId);
    return result;
  };
  patched.add(kernelFunc);
  tf.unregisterKernel('BatchMatMul', 'wasm');
  tf.registerKernel({ ...original, kernelFunc });
}

interface Operands {
  a: tf.TensorInfo;
  b: tf.TensorInfo;
  transposeA: boolean;
  transposeB: boolean;
}

/** The fast path rearranges its second operand, which costs about one and a half times what it takes to transpose it. */
const rearranging = 1.5;

/** Whether transpose(op(b)ᵀ · op(a)ᵀ) moves fewer numbers about than op(a) · op(b). Matrices only, no stacks of them. */
function isCheaperTurned({ a, b, transposeA, transposeB }: Operands): boolean {
  if (a.shape.length !== 2 || b.shape.length !== 2) return false;
  const [ofA, ofB] = [a.shape[0]! * a.shape[1]!, b.shape[0]! * b.shape[1]!];
  const ofResult = a.shape[transposeA ? 1 : 0]! * b.shape[transposeB ? 0 : 1]!;
  const straight = (transposeA ? ofA : 0) + (transposeB ? ofB : 0) + rearranging * ofB;
  const turned = (transposeA ? 0 : ofA) + (transposeB ? 0 : ofB) + ofResult + rearranging * ofA;
  return turned < straight;
}

const patched = new WeakSet<tf.KernelFunc>();
