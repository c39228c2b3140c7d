import { realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findDeno } from '../../../../batch/stack/find-deno.ts';
import { runToEnd } from './run-to-end.ts';

const project = fileURLToPath(new URL('../../../../', import.meta.url));

/** Every local file that Deno's own module graph of a function holds, types included; paths from the project. */
export async function listReachedFiles(name: string): Promise<string[]> {
  const entry = join(project, 'supabase/functions', name, 'index.ts');
  const { status, stdout, stderr } = await runToEnd(findDeno(), ['info', '--json', entry], {
    ...process.env,
    DENO_NO_UPDATE_CHECK: '1',
  });
  if (status !== 0) throw new Error(`deno info ended with status ${status}:\n${stderr}`);
  const { modules } = JSON.parse(stdout) as { modules: { specifier: string; error?: string }[] };
  const root = await realpath(project);
  return modules
    .filter(({ specifier }) => specifier.startsWith('file:') && !specifier.includes('/node_modules/'))
    .map(({ specifier }) => relative(root, fileURLToPath(specifier)))
    .sort();
}
