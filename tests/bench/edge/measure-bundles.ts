import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Figures } from '../support/figures.ts';

const functionsFolder = fileURLToPath(new URL('../../../supabase/functions', import.meta.url));
const barMegabytes = 1.5;

/** Size of each function with everything that it imports, minified by esbuild, in MB of 2^20 bytes. */
export async function measureBundles(figures: Figures): Promise<void> {
  const entries = await readdir(functionsFolder, { withFileTypes: true });
  const names = entries.flatMap(({ name }) => (/^[a-z]/.test(name) ? [name] : []));
  for (const name of names) {
    const { outputFiles } = await build({
      entryPoints: [join(functionsFolder, name, 'index.ts')],
      bundle: true,
      minify: true,
      write: false,
      format: 'esm',
      platform: 'browser',
      target: 'es2022',
      external: ['node:*'],
      logLevel: 'error',
    });
    const megabytes = outputFiles[0]!.contents.length / 2 ** 20;
    figures.add(`bundle of ${name}, minified`, megabytes, { unit: 'MB', bar: barMegabytes });
  }
}
