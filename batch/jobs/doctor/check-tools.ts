import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openDuckDb } from '../../io/duckdb/open-duckdb.ts';
import { findDeno } from '../../stack/find-deno.ts';
import type { Check } from './check.ts';
import { firstLine } from './first-line.ts';

const run = promisify(execFile);
const timeoutMs = 20_000;

/** DuckDB, which every data command needs; Deno, for the embedded stack; the Supabase CLI, for hosted projects. */
export async function checkTools(): Promise<Check[]> {
  return Promise.all([checkDuckDb(), checkDeno(), checkSupabase()]);
}

async function checkDuckDb(): Promise<Check> {
  const about = { name: 'DuckDB', required: true };
  const tempFolder = await mkdtemp(join(tmpdir(), 'matching-doctor-'));
  try {
    const duck = await openDuckDb({ tempFolder });
    const [row] = await duck.rows('select version() as version').finally(() => duck.close());
    return { ...about, state: 'ok', found: String(row?.version) };
  } catch (error) {
    return { ...about, state: 'problem', found: firstLine(error), hint: 'Run: npm ci' };
  } finally {
    await rm(tempFolder, { recursive: true, force: true });
  }
}

async function checkDeno(): Promise<Check> {
  const about = { name: 'Deno', required: false };
  try {
    const { stdout } = await run(findDeno(), ['--version'], { timeout: timeoutMs });
    return { ...about, state: 'ok', found: stdout.split('\n', 1)[0]! };
  } catch (error) {
    const hint = 'Run: npm ci (the embedded stack serves the Edge Functions with it)';
    return { ...about, state: 'problem', found: firstLine(error), hint };
  }
}

async function checkSupabase(): Promise<Check> {
  const about = { name: 'Supabase CLI', required: false };
  const local = fileURLToPath(new URL('../../../node_modules/.bin/supabase', import.meta.url));
  try {
    const { stdout } = await run(existsSync(local) ? local : 'supabase', ['--version'], {
      timeout: timeoutMs,
    });
    return { ...about, state: 'ok', found: stdout.trim() };
  } catch (error) {
    const hint = 'Run: npm ci (only releasing to a hosted project needs it)';
    return { ...about, state: 'problem', found: firstLine(error), hint };
  }
}
