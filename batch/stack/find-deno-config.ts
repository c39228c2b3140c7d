import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The deno.json that rules a folder of functions: the nearest one above it. */
export function findDenoConfig(functionsFolder: string): string | undefined {
  for (let folder = functionsFolder; ; folder = dirname(folder)) {
    const path = join(folder, 'deno.json');
    if (existsSync(path)) return path;
    if (folder === dirname(folder)) return undefined;
  }
}
