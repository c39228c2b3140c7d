import * as tf from '@tensorflow/tfjs';
import { type BackendName, backendNames } from '../../train/backend/backend-names.ts';
import { isBackendInstalled } from '../../train/backend/is-backend-installed.ts';
import { matmulRate } from '../../train/backend/matmul-rate.ts';
import { selectBackend } from '../../train/backend/select-backend.ts';
import type { Check } from './check.ts';
import { firstLine } from './first-line.ts';

const size = 512;
const aboutNative: Partial<Record<BackendName, string>> = {
  'tfjs-node': 'several times faster than wasm on many cores',
  'tfjs-node-gpu': 'for a machine with an NVIDIA card and CUDA',
};

/** TensorFlow.js, every backend of it with its speed, and what wasm can do here. The last backend stays selected. */
export async function checkBackends(): Promise<Check[]> {
  const checks: Check[] = [{ name: 'TensorFlow.js', state: 'ok', required: true, found: tf.version_core }];
  for (const name of backendNames) checks.push(await checkBackend(name));
  const hasSimd = (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) === true;
  checks.push({
    name: 'wasm SIMD',
    state: hasSimd ? 'ok' : 'problem',
    required: false,
    found: hasSimd ? 'yes' : 'no: the wasm backend is several times slower',
    ...(!hasSimd && { hint: 'Use a processor with SSE4.1 or NEON, or install tfjs-node.' }),
  });
  return checks;
}

async function checkBackend(name: BackendName): Promise<Check> {
  // What every command falls back to: cpu is for comparison, the native ones for speed.
  const about = { name: `backend ${name}`, required: name === 'wasm' };
  const install = `npm install --no-save @tensorflow/${name}@${tf.version_core}`;
  if (!isBackendInstalled(name)) {
    const hint = aboutNative[name] ? `${install} (${aboutNative[name]})` : 'Run: npm ci';
    return {
      ...about,
      state: about.required ? 'problem' : 'skipped',
      found: 'not installed',
      hint,
    };
  }
  try {
    await selectBackend(name);
    const gigaflops = matmulRate(size, name === 'cpu' ? 1 : 3);
    const found = `starts, ${gigaflops.toFixed(1)} GFLOP/s at ${size}³`;
    return { ...about, state: 'ok', found, gigaflops };
  } catch (error) {
    const hint = name === 'wasm' ? 'Run: npm ci' : `Try: ${install}; until then backend=wasm works.`;
    return { ...about, state: 'problem', found: `does not start: ${firstLine(error)}`, hint };
  }
}
