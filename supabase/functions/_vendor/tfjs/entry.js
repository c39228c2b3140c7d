// What a tower needs of TensorFlow.js, and nothing more. build.mjs bundles this file into tfjs.js.
import { loadGraphModelSync } from '@tensorflow/tfjs-converter';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as core from '@tensorflow/tfjs-core';
import compressedWasm from './simd-wasm.gz';

export const version = core.version_core;

const wasmUrl = 'embedded:tfjs-backend-wasm-simd.wasm';

// The bundle's own platform: it answers with the bytes embedded here, so that no request ever leaves.
core.env().setPlatform('embedded', {
  async fetch(url) {
    if (url !== wasmUrl) throw new Error(`Cannot fetch ${url}: only the embedded WebAssembly file is available`);
    const stream = new Blob([compressedWasm]).stream();
    return new Response(stream.pipeThrough(new DecompressionStream('gzip')));
  },
  now: () => performance.now(),
  encode: (text) => new TextEncoder().encode(text),
  decode: (bytes, encoding) => new TextDecoder(encoding).decode(bytes),
  setTimeoutCustom: (callback, delayMs) => setTimeout(callback, delayMs),
  isTypedArray: (value) =>
    value instanceof Float32Array ||
    value instanceof Int32Array ||
    value instanceof Uint8Array ||
    value instanceof Uint8ClampedArray,
});

let started;

export function startWasm() {
  started ??= start().catch((error) => {
    started = undefined;
    throw error;
  });
  return started;
}

async function start() {
  core.env().set('WASM_HAS_SIMD_SUPPORT', true);
  core.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths(
    {
      'tfjs-backend-wasm.wasm': wasmUrl,
      'tfjs-backend-wasm-simd.wasm': wasmUrl,
      'tfjs-backend-wasm-threaded-simd.wasm': wasmUrl,
    },
    true,
  );
  const set = await core.setBackend('wasm');
  await core.ready();
  // TF.js goes on with another backend when the one asked for cannot start.
  if (!set || core.getBackend() !== 'wasm') {
    throw new Error(`Cannot start the wasm backend: the backend is ${core.getBackend() ?? 'none'}`);
  }
}

export function loadGraph(modelJson, weights) {
  const { weightsManifest, ...rest } = modelJson;
  return loadGraphModelSync({
    ...rest,
    weightSpecs: weightsManifest.flatMap((group) => group.weights),
    weightData: weights,
  });
}

export const tensor2d = core.tensor2d;
export const dispose = core.dispose;
export const countTensors = () => core.memory().numTensors;
