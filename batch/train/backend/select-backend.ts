import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { BackendName } from './backend-names.ts';
import { isBackendInstalled } from './is-backend-installed.ts';
import { patchWasmKernels } from './patch-wasm-kernels.ts';

/**
 * Starts the backend asked for, or with `auto` the first that is installed of tfjs-node-gpu, tfjs-node, wasm.
 * TF.js falls back to another backend without a word, so the one in use is asserted.
 * @throws AppError BACKEND_UNAVAILABLE
 */
export async function selectBackend(wanted: BackendName | 'auto'): Promise<BackendName> {
  if (wanted === 'auto') {
    const native = (['tfjs-node-gpu', 'tfjs-node'] as const).find(isBackendInstalled);
    return selectBackend(native ?? 'wasm');
  }
  if (wanted === 'wasm') {
    // One thread: the same weights for the same seed whatever the number of cores.
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    setWasmPaths(
      `${require.resolve('@tensorflow/tfjs-backend-wasm/package.json').replace('package.json', '')}dist/`,
    );
  } else if (wanted !== 'cpu') {
    if (!isBackendInstalled(wanted)) {
      throw new AppError('BACKEND_UNAVAILABLE', `backend ${wanted} is not installed`, {
        hint: `Run: npm install --no-save @tensorflow/${wanted}@${tf.version_core}`,
      });
    }
    await import(`@tensorflow/${wanted}`).catch((cause: unknown) => {
      throw new AppError('BACKEND_UNAVAILABLE', `backend ${wanted} is installed but can not be loaded`, {
        hint: 'Choose another one with --set backend=wasm or --set backend=cpu.',
        cause,
      });
    });
  }
  const registered = wanted.startsWith('tfjs-node') ? 'tensorflow' : wanted;
  const started = await tf.setBackend(registered);
  await tf.ready();
  if (!started || tf.getBackend() !== registered) {
    throw new AppError(
      'BACKEND_UNAVAILABLE',
      `backend ${wanted} did not start: TF.js is on ${tf.getBackend()}`,
      {
        hint: 'Choose another one with --set backend=wasm or --set backend=cpu.',
      },
    );
  }
  if (wanted === 'wasm') patchWasmKernels();
  return wanted;
}

const require = createRequire(import.meta.url);
