import { createRequire } from 'node:module';
import type { BackendName } from './backend-names.ts';

const require = createRequire(import.meta.url);

/** Whether the package of a backend is there; it may still fail to start. cpu is a part of TF.js. */
export function isBackendInstalled(name: BackendName): boolean {
  if (name === 'cpu') return true;
  try {
    require.resolve(name === 'wasm' ? '@tensorflow/tfjs-backend-wasm' : `@tensorflow/${name}`);
    return true;
  } catch {
    return false;
  }
}
