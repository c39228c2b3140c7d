import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Paths of both; null where one is missing and that was allowed. */
    prometheus: { server: string; promtool: string } | null;
  }
}

const rule = '!'.repeat(100);

/** Looks for Prometheus before any test: without it nothing here is tested, and nobody shall overlook that. */
export default function requirePrometheus(project: TestProject): void {
  const [server, promtool] = [onPath('prometheus'), onPath('promtool')];
  const found = server !== null && promtool !== null ? { server, promtool } : null;
  project.provide('prometheus', found);
  if (found !== null) return;
  const optional = process.env.MONITORING_TESTS === 'optional';
  const verdict = optional
    ? 'MONITORING TESTS SKIPPED: no prometheus and promtool were found, and MONITORING_TESTS=optional allows that.'
    : 'MONITORING TESTS CANNOT RUN: no prometheus and promtool were found. MONITORING_TESTS=optional would skip them.';
  const advice = 'Install them (Debian: apt-get install prometheus) into a folder of PATH.';
  process.stderr.write(`\n${rule}\n${verdict}\n${advice}\n${rule}\n\n`);
  if (!optional) throw new Error(verdict);
}

function onPath(name: string): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? null;
}
