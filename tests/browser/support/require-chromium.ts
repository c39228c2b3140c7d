import type { TestProject } from 'vitest/node';
import { findChromium } from './find-chromium.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of Chromium; null where it is missing and that was allowed. */
    chromium: string | null;
  }
}

const rule = '!'.repeat(100);

/** Looks for Chromium before any test: without it nothing here is tested, and nobody shall overlook that. */
export default function requireChromium(project: TestProject): void {
  const chromium = findChromium();
  const optional = process.env.BROWSER_TESTS === 'optional';
  project.provide('chromium', chromium);
  if (chromium !== null) return;
  const advice = 'Install it (Debian: apt-get install chromium) or name one with CHROMIUM_PATH.';
  const verdict = optional
    ? 'BROWSER TESTS SKIPPED: no Chromium was found, and BROWSER_TESTS=optional allows that.'
    : 'BROWSER TESTS CANNOT RUN: no Chromium was found. BROWSER_TESTS=optional would skip them.';
  process.stderr.write(`\n${rule}\n${verdict}\n${advice}\n${rule}\n\n`);
  if (!optional) throw new Error(verdict);
}
