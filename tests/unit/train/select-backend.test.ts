import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { BackendName } from '../../../batch/train/backend/backend-names.ts';
import { selectBackend } from '../../../batch/train/backend/select-backend.ts';
import { catchError } from './support/catch-error.ts';

const installed = vi.hoisted(() => new Set<string>());

// Which native packages lie in node_modules is up to the machine: here it is up to the test.
vi.mock('node:module', async (load) => {
  const actual = await load<typeof import('node:module')>();
  const createRequire = (from: string) => {
    const require = actual.createRequire(from);
    const resolve = (name: string): string => {
      if (!name.startsWith('@tensorflow/tfjs-node')) return require.resolve(name);
      if (installed.has(name)) return `/nowhere/${name}`;
      throw new Error(`Cannot find module '${name}'`);
    };
    return { resolve };
  };
  return { ...actual, createRequire, default: { ...actual, createRequire } };
});

beforeEach(() => installed.clear());

describe('selectBackend()', () => {
  it.each(['wasm', 'cpu'] as const)('starts %s and says so', async (name) => {
    expect(await selectBackend(name)).toBe(name);
    expect(tf.getBackend()).toBe(name);
  });

  it('takes wasm for auto where no native package is installed', async () => {
    await selectBackend('cpu');
    expect(await selectBackend('auto')).toBe('wasm');
    expect(tf.getBackend()).toBe('wasm');
  });

  it.each(['tfjs-node', 'tfjs-node-gpu'] as const)('refuses %s where it is not installed', async (name) => {
    await selectBackend('wasm');
    expect(await catchError(() => selectBackend(name))).toMatchObject({
      code: 'BACKEND_UNAVAILABLE',
      message: `backend ${name} is not installed`,
      hint: `Run: npm install --no-save @tensorflow/${name}@${tf.version_core}`,
    });
    expect(tf.getBackend()).toBe('wasm');
  });

  it('refuses a name that is no backend', async () => {
    expect(await catchError(() => selectBackend('webgpu' as BackendName))).toMatchObject({
      code: 'BACKEND_UNAVAILABLE',
    });
  });

  it.each(['tfjs-node', 'auto'] as const)(
    'reports an installed package that does not load, asked for %s',
    async (name) => {
      // A native package whose binary was not built resolves and then throws.
      installed.add('@tensorflow/tfjs-node');
      expect(await catchError(() => selectBackend(name))).toMatchObject({
        code: 'BACKEND_UNAVAILABLE',
        message: 'backend tfjs-node is installed but can not be loaded',
        cause: expect.anything(),
      });
    },
  );

  it('reports a backend that does not start, and the one that TF.js stayed on', async () => {
    await selectBackend('wasm');
    const factory = tf.findBackendFactory('cpu');
    tf.removeBackend('cpu');
    tf.registerBackend('cpu', () => {
      throw new Error('no memory');
    });
    const silent = vi.spyOn(console, 'warn').mockReturnValue();
    const error = await catchError(() => selectBackend('cpu'));
    silent.mockRestore();
    tf.removeBackend('cpu');
    tf.registerBackend('cpu', factory);
    expect(error).toMatchObject({
      code: 'BACKEND_UNAVAILABLE',
      message: 'backend cpu did not start: TF.js is on wasm',
    });
  });
});
