import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { findDeno } from '../../../../batch/stack/find-deno.ts';

export interface BootOptions {
  /** Folder of the unpacked upload. */
  folder: string;
  entrypointPath: string;
  importMapPath: string;
  /** What the platform sets. */
  environment: Record<string, string>;
  /** `host:port` that the function may call. */
  mayCall: string;
  /** A folder outside of the upload that it may read: the installed packages. */
  packages: string;
}

export interface BootedFunction {
  url: string;
  stop(): Promise<void>;
}

// Asked for, and not set here.
const optional = [
  ...['SUPABASE_SERVICE_ROLE_KEY', 'SUPABASE_ANON_KEY', 'SUPABASE_JWKS'],
  ...['CLIENT_ADDRESS_HEADER', 'METRICS_TOKEN'],
];

/** Serves one function from stock Deno as it was uploaded. @throws Error with what Deno said when it does not start. */
export async function bootFunction(options: BootOptions): Promise<BootedFunction> {
  const { folder, environment } = options;
  const child = spawn(
    findDeno(),
    [
      'run',
      '--cached-only',
      '--no-prompt',
      '--no-lock',
      '--node-modules-dir=manual',
      `--config=${join(folder, options.importMapPath)}`,
      `--allow-read=${folder},${options.packages}`,
      `--allow-net=127.0.0.1:0,${options.mayCall}`,
      `--allow-env=${[...Object.keys(environment), ...optional]}`,
      join(folder, options.entrypointPath),
    ],
    {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        DENO_NO_UPDATE_CHECK: '1',
        NO_COLOR: '1',
        DENO_SERVE_ADDRESS: 'tcp:127.0.0.1:0',
        ...environment,
      },
    },
  );
  const stop = () => end(child);
  try {
    return { url: await untilListening(child), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function untilListening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (text: string) => {
      said = (said + text).slice(-20_000);
      const url = /Listening on (http:\/\/127\.0\.0\.1:\d+)/.exec(said)?.[1];
      if (url) resolve(url);
    };
    child.stdout!.setEncoding('utf8').on('data', listen);
    child.stderr!.setEncoding('utf8').on('data', listen);
    child.once('error', reject);
    child.once('close', (status) => reject(new Error(`Deno ended with status ${status}:\n${said}`)));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}
