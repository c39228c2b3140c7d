import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
import { z } from 'zod';
import { AppError } from '../../../shared/errors/app-error.ts';

export interface DatasetLockOptions {
  /** Ends the waiting with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Called once when another process holds the lock. */
  onWait?: ((holder: string) => void) | undefined;
  /** Longest waiting time. Default 1 hour. */
  timeoutMs?: number | undefined;
}

/** A holder touches its lock every second; one that did not for so long is gone. */
const staleMs = 15_000;
/** What is known to be dead need not be waited for that long; proper-lockfile takes nothing below it. */
const staleOfDeadMs = 2_000;

const ownerSchema = z.object({ pid: z.number().int(), host: z.string() });
const heldHere = new AsyncLocalStorage<ReadonlySet<string>>();
const heldByProcess = new Set<string>();

/**
 * Runs something while no other process, on this machine or on another that shares the disk, holds the lock of the same
 * folder. The folder need not exist. What already runs under the lock may ask for it again. The lock of a killed
 * process is taken over. `run` gets a signal that is aborted when the lock was lost (the machine slept, the disk hung):
 * then somebody else may be at work, and the call fails too.
 * @throws AppError DATASET_BUSY after `timeoutMs`, and when the lock was lost.
 */
export async function withDatasetLock<T>(
  folder: string,
  options: DatasetLockOptions,
  run: (lost: AbortSignal) => Promise<T>,
): Promise<T> {
  const file = resolve(folder);
  const held = heldHere.getStore();
  const lost = new AbortController();
  if (held?.has(file)) return run(lost.signal);
  const release = await acquire(file, { ...options, lost });
  heldByProcess.add(file);
  try {
    await writeFile(ownerPath(file), JSON.stringify({ pid: process.pid, host: hostname() }));
    const result = await heldHere.run(new Set([...(held ?? []), file]), () => run(lost.signal));
    lost.signal.throwIfAborted();
    return result;
  } finally {
    heldByProcess.delete(file);
    if (!lost.signal.aborted) {
      await rm(ownerPath(file), { force: true });
      await release();
    }
  }
}

async function acquire(
  file: string,
  { signal, onWait, timeoutMs = 3_600_000, lost }: DatasetLockOptions & { lost: AbortController },
): Promise<() => Promise<void>> {
  await mkdir(dirname(file), { recursive: true });
  const deadline = Date.now() + timeoutMs;
  for (let waits = 0; ; waits++) {
    signal?.throwIfAborted();
    const owner = await readOwner(file);
    try {
      return await lock(file, {
        lockfilePath: lockPath(file),
        realpath: false,
        stale: owner && isDead(file, owner) ? staleOfDeadMs : staleMs,
        update: 1000,
        onCompromised: (cause) => lost.abort(lostError(file, cause)),
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error;
    }
    const holder = owner ? `process ${owner.pid} on ${owner.host}` : 'another process';
    if (waits === 0) onWait?.(holder);
    if (Date.now() >= deadline) {
      throw new AppError('DATASET_BUSY', `Cannot use ${file}: ${holder} is working on it`, {
        hint: 'Wait until it has finished, or end it, and run the command again.',
      });
    }
    await delay(Math.min(50 * 2 ** waits, 500), undefined, signal ? { signal } : {}).catch(() => undefined);
  }
}

function lostError(file: string, cause: unknown): AppError {
  return new AppError('DATASET_BUSY', `Cannot go on with ${file}: its lock was lost to another process`, {
    hint: 'Run the command again; finished parts are kept.',
    cause,
  });
}

/** Process ids say something on their own machine only. */
function isDead(file: string, { pid, host }: z.infer<typeof ownerSchema>): boolean {
  if (host !== hostname()) return false;
  // In a restarted container the killed process had the same id as this one.
  if (pid === process.pid) return !heldByProcess.has(file);
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

async function readOwner(file: string): Promise<z.infer<typeof ownerSchema> | undefined> {
  try {
    return ownerSchema.parse(JSON.parse(await readFile(ownerPath(file), 'utf8')));
  } catch {
    return undefined; // not written yet, or half: the lock itself decides
  }
}

/** Beside the folder, which may be renamed meanwhile; hidden, so that nobody takes it for a dataset. */
const lockPath = (file: string) => join(dirname(file), `.${basename(file).replace(/^\.+/, '')}.lock`);
const ownerPath = (file: string) => `${lockPath(file)}.owner`;
