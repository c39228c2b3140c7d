import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runToEnd } from './run-to-end.ts';

export interface DeployOptions {
  /** Address of the Management API. */
  apiUrl: string;
  projectRef: string;
  accessToken: string;
  /** Empty; takes the profile and what the CLI keeps of its own. */
  folder: string;
}

const project = fileURLToPath(new URL('../../../../', import.meta.url));

/** Deploys functions of this project with the Supabase CLI itself. @throws Error with what the CLI said. */
export async function deployFunctions(names: readonly string[], options: DeployOptions): Promise<void> {
  const home = join(options.folder, 'home');
  const profile = join(options.folder, 'profile.yml');
  await mkdir(home, { recursive: true });
  const lines = [
    'name: contract-test',
    `api_url: ${options.apiUrl}`,
    `dashboard_url: ${options.apiUrl}`,
    'project_host: 127.0.0.1',
  ];
  await writeFile(profile, `${lines.join('\n')}\n`);
  const target = [`--remote=${options.projectRef}`, '--use-api', '--yes'];
  const { status, stdout, stderr } = await runToEnd(
    join(project, 'node_modules/.bin/supabase'),
    ['functions', 'deploy', ...names, ...target, '--profile', profile, '--workdir', project],
    {
      PATH: process.env.PATH,
      // Neither the login nor the settings of whoever runs the tests.
      HOME: home,
      SUPABASE_ACCESS_TOKEN: options.accessToken,
      SUPABASE_TELEMETRY_DISABLED: '1',
      DO_NOT_TRACK: '1',
    },
  );
  if (status !== 0) throw new Error(`The CLI ended with status ${status}:\n${stdout}${stderr}`);
}
