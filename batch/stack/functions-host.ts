import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { StackLog } from './create-stack-log.ts';
import { denoMissing, findDeno } from './find-deno.ts';
import { findDenoConfig } from './find-deno-config.ts';
import { findFreePort } from './find-free-port.ts';

export interface FunctionsHostOptions {
  /** Absolute path of the folder that holds one folder a function. */
  folder: string;
  apiPort: number;
  /** What Supabase gives every function, such as SUPABASE_URL. */
  env: Record<string, string>;
  log: StackLog;
  /** Another Deno than the installed one. */
  denoPath?: string | undefined;
}

/**
 * In MB. A hosted function has 256 MB in all; without bounds V8 would measure by the memory of the machine how much garbage
 * it lets lie.
 */
const heapFlags = '--max-old-space-size=128,--max-semi-space-size=4';
const readyLine = 'functions host ready';
const firstPauseMs = 200;
const longestPauseMs = 10_000;
/** A host that lived this long had started well: its next restart is quick again. */
const settledMs = 30_000;

/** Only what a function may know: no variable of the machine that Supabase would not have, and the one secret of the operator. */
function cleanEnvironment(own: Record<string, string>): Record<string, string> {
  const passed = Object.entries(process.env).filter(([name]) =>
    ['PATH', 'HOME', 'TMPDIR', 'DENO_DIR', 'LANG', 'TZ', 'METRICS_TOKEN'].includes(name),
  );
  return {
    ...(Object.fromEntries(passed) as Record<string, string>),
    DENO_NO_UPDATE_CHECK: '1',
    NO_COLOR: '1',
    ...own,
  };
}

/** Runs the Edge Functions in one Deno process and starts it again when it dies. */
export class FunctionsHost {
  readonly #options: FunctionsHostOptions;
  readonly #deno: string;
  #child: ChildProcess | undefined;
  #port: number | undefined;
  #stopping = false;
  #pauseMs = firstPauseMs;
  #restart: NodeJS.Timeout | undefined;

  /** @throws AppError DENO_MISSING. */
  constructor(options: FunctionsHostOptions) {
    this.#options = options;
    this.#deno = options.denoPath ?? findDeno();
    if (!existsSync(this.#deno)) throw denoMissing();
  }

  /** Where the host answers, undefined while it is down. */
  get port(): number | undefined {
    return this.#port;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /**
   * Resolves when the host answers or has died for the first time; in the latter case it is tried again later.
   */
  async start(): Promise<void> {
    const port = await findFreePort();
    if (this.#stopping) return;
    const startedAt = Date.now();
    const child = spawn(this.#deno, this.#arguments(port), {
      env: cleanEnvironment({
        ...this.#options.env,
        MATCHING_HOST_PORT: String(port),
        MATCHING_FUNCTIONS_URL: `${pathToFileURL(this.#options.folder).href}/`,
      }),
      // The host ends when its standard input does: so it never outlives this process, however that one ends.
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child = child;
    await new Promise<void>((resolve, reject) => {
      this.#forward(child, () => {
        this.#port = port;
        resolve();
      });
      child.once('error', reject);
      child.once('exit', (code, signal) => {
        this.#port = undefined;
        if (!this.#stopping) this.#startAgain(Date.now() - startedAt, { code, signal });
        resolve();
      });
    });
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    // A handler that never yields cannot keep the stack from stopping.
    const force = setTimeout(() => child.kill('SIGKILL'), 2_000);
    await gone;
    clearTimeout(force);
  }

  #arguments(port: number): string[] {
    const { folder, apiPort } = this.#options;
    const project = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
    const config = findDenoConfig(folder);
    const hosts = [`127.0.0.1:${port}`, `127.0.0.1:${apiPort}`, `localhost:${apiPort}`];
    const readable = [project, ...(config ? [dirname(config)] : []), folder];
    return [
      'run',
      '--quiet',
      '--cached-only',
      '--no-prompt',
      `--v8-flags=${heapFlags}`,
      `--allow-net=${hosts.join(',')}`,
      '--allow-env',
      `--allow-read=${[...new Set(readable)].join(',')}`,
      ...(config ? ['--config', config] : []),
      fileURLToPath(new URL('./deno/host.ts', import.meta.url)),
    ];
  }

  #forward(child: ChildProcess, onReady: () => void): void {
    const { log } = this.#options;
    for (const [stream, level] of [
      [child.stdout!, 'info'],
      [child.stderr!, 'warn'],
    ] as const) {
      let rest = '';
      stream.setEncoding('utf8').on('data', (text: string) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop()!.slice(-10_000);
        for (const line of lines) {
          if (line === readyLine) onReady();
          else if (line.trim() !== '') log[level]({ source: 'functions' }, line.slice(0, 10_000));
        }
      });
    }
  }

  #startAgain(livedMs: number, how: { code: number | null; signal: string | null }): void {
    if (livedMs > settledMs) this.#pauseMs = firstPauseMs;
    this.#options.log.warn({ ...how, pauseMs: this.#pauseMs }, 'functions host died, starting it again');
    this.#restart = setTimeout(() => {
      this.start().catch((error) =>
        this.#options.log.error({ reason: (error as Error).message }, 'functions host does not start'),
      );
    }, this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, longestPauseMs);
  }
}
