import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { processStartTime } from '../../stack/process-start-time.ts';

/** What names one process among all machines and for all time. */
export interface ProcessIdentity {
  /** For people: two containers can have the same. */
  host: string;
  /** Boot and process namespace that the id belongs to; empty where the system does not say. */
  machine: string;
  processId: number;
  processStarted: string;
}

/** The identity of this process, as it is recorded with the runs it holds. */
export async function thisProcess(): Promise<ProcessIdentity> {
  return {
    host: hostname(),
    machine: await thisMachine(),
    processId: process.pid,
    processStarted: (await processStartTime(process.pid)) ?? 'unknown',
  };
}

/** Whether a recorded process runs; `unknown` when it is not of this machine, boot and process namespace. */
export async function processState(recorded: ProcessIdentity): Promise<'running' | 'dead' | 'unknown'> {
  const machine = await thisMachine();
  if (recorded.host !== hostname() || recorded.machine !== machine) return 'unknown';
  return (await processStartTime(recorded.processId)) === recorded.processStarted ? 'running' : 'dead';
}

async function thisMachine(): Promise<string> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  const namespace = await readlink('/proc/self/ns/pid').catch(() => '');
  return `${boot.trim()} ${namespace}`.trim();
}
