import { type Logger, pino } from 'pino';

export type StackLog = Logger;

export interface StackLogTarget {
  /** A file to append to; without it the log goes to stderr. */
  file?: string;
  level?: 'silent' | 'info' | 'debug';
}

/** The structured log of the stack. Callers pass counts, codes and ports: no tokens, keys, bodies or person ids. */
export function createStackLog(target: StackLogTarget): StackLog {
  const destination = pino.destination({ dest: target.file ?? 2, sync: true, mkdir: true });
  return pino({ name: 'stack', level: target.level ?? 'info', base: { pid: process.pid } }, destination);
}
