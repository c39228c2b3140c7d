import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import tfjsPackage from '@tensorflow/tfjs-core/package.json' with { type: 'json' };
import { expect, test } from 'vitest';
import { version } from '../../supabase/functions/_vendor/tfjs/tfjs.js';

const folder = fileURLToPath(new URL('../../supabase/functions/_vendor/tfjs/', import.meta.url));

test('the committed bundle is what build.mjs gives', async () => {
  await expect(
    promisify(execFile)(process.execPath, [`${folder}build.mjs`, '--check']),
  ).resolves.toBeDefined();
});

test('the bundle holds the version of TensorFlow.js that is installed', () => {
  expect(version).toBe(tfjsPackage.version);
});

test('the bundle leaves room in a function of 1.5 MB', async () => {
  expect((await stat(`${folder}tfjs.js`)).size).toBeLessThan(1_200_000);
});
