import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAdaptorServer } from '@hono/node-server';
import { AppError } from '../../shared/errors/app-error.ts';
import { createStackLog, type StackLog, type StackLogTarget } from './create-stack-log.ts';
import { openDatabase } from './database/open-database.ts';
import { Session } from './database/session.ts';
import { FunctionsHost } from './functions-host.ts';
import { createGateway } from './gateway/create-gateway.ts';
import { createTokenSigner } from './gateway/create-token-signer.ts';
import { ObjectFiles } from './gateway/storage/object-files.ts';
import { listenOnPort } from './listen-on-port.ts';
import { loadStackKeys, type StackKeys } from './load-stack-keys.ts';
import { lockStackFolder } from './lock-stack-folder.ts';
import { processStartTime } from './process-start-time.ts';
import { type StackPaths, stackPaths } from './stack-paths.ts';
import type { StackState } from './stack-state.ts';
import { stackUrls } from './stack-urls.ts';
import { createWireServer } from './wire/create-wire-server.ts';
import { writePrivateFile } from './write-private-file.ts';

export interface StartStackOptions {
  /** Folder of the project's local data; the stack lives in `<root>/stack`. */
  root: string;
  /** 0 lets the system choose. Default 54321. */
  apiPort?: number;
  /** 0 lets the system choose. Default 54322. */
  dbPort?: number;
  /** Folder with one folder a function. Default: `supabase/functions` of this project. */
  functionsFolder?: string;
  /** Another Deno than the installed one. */
  denoPath?: string;
  /** Default: `<root>/stack/stack.log` at level info. */
  log?: StackLogTarget;
}

export interface Stack {
  apiUrl: string;
  /** Holds the password of the database: never log it. */
  dbUrl: string;
  publishableKey: string;
  secretKey: string;
  /** Ends everything in order; the data stays. */
  stop(): Promise<void>;
}

type Undo = () => Promise<unknown>;

const closeServer = (server: Server): Promise<void> =>
  new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });

function functionsEnvironment(apiUrl: string, keys: StackKeys, jwks: object): Record<string, string> {
  return {
    SUPABASE_URL: apiUrl,
    SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: keys.publishableKey }),
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: keys.secretKey }),
    SUPABASE_JWKS: JSON.stringify(jwks),
  };
}

async function sweepStorage(session: Session, paths: StackPaths, log: StackLog): Promise<void> {
  const { rows } = await session.database.query<{ version: string }>(
    'select version from storage.objects where version is not null',
  );
  const removed = await new ObjectFiles(paths.storage).sweep(new Set(rows.map((row) => row.version)));
  if (removed > 0) log.info({ removed }, 'removed files that no object owns');
}

/** Everything between "the folder is ours" and "ready". Each step notes how to undo it. */
async function bringUp(options: StartStackOptions, paths: StackPaths, undo: Undo[]): Promise<Stack> {
  const log = createStackLog(options.log ?? { file: paths.log });
  const keys = await loadStackKeys(paths.keys);
  await rm(paths.temp, { recursive: true, force: true });
  await mkdir(paths.temp, { mode: 0o700 });

  let session: Session | undefined;
  let apiUrl = '';
  let host: FunctionsHost | undefined;
  const tokens = await createTokenSigner(keys, () => `${apiUrl}/auth/v1`);
  const gateway = createGateway({
    session: () => {
      if (!session) throw new AppError('DATABASE_UNAVAILABLE', 'The database is still starting');
      return session;
    },
    keys,
    tokens,
    apiUrl: () => apiUrl,
    storageFolder: paths.storage,
    functionsPort: () => host?.port,
    log,
  });

  // Ports first: a taken one is said before anything slow begins.
  const http = createAdaptorServer({ fetch: gateway.fetch }) as Server;
  const apiPort = await listenOnPort(http, { port: options.apiPort ?? 54321, flag: '--api-port' });
  undo.push(() => closeServer(http));
  const wire = createWireServer({ password: keys.databasePassword, tempFolder: paths.temp, log });
  const dbPort = await listenOnPort(wire.server, { port: options.dbPort ?? 54322, flag: '--db-port' });
  undo.push(() => wire.close());
  const urls = stackUrls({ apiPort, dbPort }, keys);
  apiUrl = urls.apiUrl;

  const folder = resolve(
    options.functionsFolder ?? fileURLToPath(new URL('../../supabase/functions', import.meta.url)),
  );
  if (existsSync(folder)) {
    host = new FunctionsHost({
      folder,
      apiPort,
      env: functionsEnvironment(apiUrl, keys, tokens.jwks),
      log,
      denoPath: options.denoPath,
    });
    undo.push(() => host!.stop());
  }
  const hostStarted = host?.start();
  // Awaited below; a failure of the database must not leave this one unhandled.
  hostStarted?.catch(() => undefined);

  const database = await openDatabase(paths.database);
  // After the lock, before the servers: whoever still asks is cut off first, and the lock is given back last.
  undo.splice(1, 0, () => database.close());
  const opened = new Session(database);
  await sweepStorage(opened, paths, log);
  await wire.open(opened);
  session = opened;
  await hostStarted;

  const state: StackState = {
    pid: process.pid,
    processStarted: (await processStartTime(process.pid)) ?? 'unknown',
    apiPort,
    dbPort,
    startedAt: new Date().toISOString(),
  };
  await writePrivateFile(paths.state, JSON.stringify(state));
  undo.push(() => rm(paths.state, { force: true }));
  log.info({ apiPort, dbPort, functions: host !== undefined }, 'stack is ready');
  const stop = once(async () => {
    await unwind(undo);
    log.info('stack has stopped');
  });
  return { ...urls, publishableKey: keys.publishableKey, secretKey: keys.secretKey, stop };
}

function once(run: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => {
    running ??= run();
    return running;
  };
}

/** Undoes in reverse order, all of it, and throws the first failure at the end. */
async function unwind(undo: Undo[]): Promise<void> {
  const failures: unknown[] = [];
  for (const step of undo.reverse()) await step().catch((error) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

/**
 * Starts the embedded stack in this process: database, gateway, wire server and Edge Functions.
 * @throws AppError STACK_LOCKED, PORT_TAKEN, DATABASE_CORRUPT, DENO_MISSING; what had begun is undone.
 */
export async function startStack(options: StartStackOptions): Promise<Stack> {
  const paths = stackPaths(options.root);
  await mkdir(paths.folder, { recursive: true, mode: 0o700 });
  const undo: Undo[] = [await lockStackFolder(paths)];
  try {
    return await bringUp(options, paths, undo);
  } catch (error) {
    await unwind(undo).catch(() => undefined);
    throw error;
  }
}
