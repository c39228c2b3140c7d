import { readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { lock } from 'proper-lockfile';
import { z } from 'zod';
import { AppError } from '../../shared/errors/app-error.ts';
import { processStartTime } from './process-start-time.ts';
import type { StackPaths } from './stack-paths.ts';
import { writePrivateFile } from './write-private-file.ts';

const lockSchema = z.object({ pid: z.number().int(), processStarted: z.string(), host: z.string() });

async function readLock(path: string) {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return lockSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

async function refuseWhenHeld(path: string): Promise<void> {
  const held = await readLock(path);
  if (!held) return;
  if (held.host !== hostname()) {
    throw new AppError('STACK_LOCKED', `The stack folder is in use by process ${held.pid} on ${held.host}`, {
      hint: `If that machine or container is gone, delete ${path} and start again`,
      details: { pid: held.pid },
    });
  }
  if ((await processStartTime(held.pid)) !== held.processStarted) return; // its process was killed
  throw new AppError('STACK_LOCKED', `The stack folder is in use by process ${held.pid}`, {
    hint: 'Stop it with `matching stack stop`, or choose another folder with --root',
    details: { pid: held.pid },
  });
}

/**
 * Claims the stack folder for this process and returns the function that gives it back. Two database
 * processes in one folder would overwrite each other without an error. The lock of a killed process is
 * taken over. A lock that must be touched every few seconds would not do: one long statement keeps this
 * process from touching anything for minutes. So the file names a process, and proper-lockfile only guards
 * the moment of reading and writing it.
 * @throws AppError STACK_LOCKED when a living process holds the folder.
 */
export async function lockStackFolder(paths: StackPaths): Promise<() => Promise<void>> {
  const leave = await lock(paths.folder, {
    lockfilePath: `${paths.lock}.guard`,
    retries: { retries: 50, minTimeout: 20, maxTimeout: 300 },
  });
  try {
    await refuseWhenHeld(paths.lock);
    const processStarted = (await processStartTime(process.pid)) ?? 'unknown';
    await writePrivateFile(
      paths.lock,
      JSON.stringify({ pid: process.pid, processStarted, host: hostname() }),
    );
  } finally {
    await leave();
  }
  return () => rm(paths.lock, { force: true });
}
