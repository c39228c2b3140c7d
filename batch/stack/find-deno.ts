import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { AppError } from '../../shared/errors/app-error.ts';

/**
 * Path of the Deno that npm installed with this project.
 * @throws AppError DENO_MISSING.
 */
export function findDeno(): string {
  const name = process.platform === 'win32' ? 'deno.exe' : 'deno';
  try {
    const require = createRequire(import.meta.url);
    const path = join(dirname(require.resolve('deno/package.json')), name);
    if (existsSync(path)) return path;
  } catch {
    // not installed: said below
  }
  throw denoMissing();
}

export function denoMissing(): AppError {
  return new AppError('DENO_MISSING', 'Cannot serve the Edge Functions: Deno is not installed', {
    hint: 'Run `npm ci` in the project folder: it installs Deno with the other packages',
  });
}
