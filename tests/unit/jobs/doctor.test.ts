import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createProgram } from '../../../batch/cli/create-program.ts';
import type { Check } from '../../../batch/jobs/doctor/check.ts';
import { checkBackends } from '../../../batch/jobs/doctor/check-backends.ts';
import { checkDataRoot } from '../../../batch/jobs/doctor/check-data-root.ts';
import { checkDatabase } from '../../../batch/jobs/doctor/check-database.ts';
import { checkMachine, satisfies } from '../../../batch/jobs/doctor/check-machine.ts';
import { missingOf } from '../../../batch/jobs/doctor/run-doctor.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { catchError } from '../train/support/catch-error.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('satisfies()', () => {
  it.each([
    ['20.19.0', true],
    ['22.1.5', true],
    ['20.9.9', false],
    ['23.0.0', false],
    ['18.20.4', false],
  ])('says of %s: %s', (version, expected) => {
    expect(satisfies(version, '>=20.19 <23')).toBe(expected);
  });

  it('refuses what it can not compare', () => {
    expect(() => satisfies('20.19.0', '^20')).toThrow('^20 is neither >= nor <');
  });
});

describe('checkMachine()', () => {
  it('finds this Node good enough, and cores and memory', () => {
    const checks = checkMachine();
    expect(checks.map(({ name }) => name)).toEqual(['Node', 'platform', 'cores', 'memory']);
    expect(checks[0]).toMatchObject({ state: 'ok', required: true });
  });
});

describe('checkBackends()', () => {
  it('measures those that start and says how to get the native ones', async () => {
    const checks = new Map((await checkBackends()).map((check) => [check.name, check]));
    for (const name of ['backend wasm', 'backend cpu']) {
      expect(checks.get(name)?.state).toBe('ok');
      expect(checks.get(name)?.gigaflops).toBeGreaterThan(0.01);
    }
    expect(checks.get('backend wasm')?.required).toBe(true);
    const native = checks.get('backend tfjs-node')!;
    expect(native.required).toBe(false);
    if (native.state !== 'ok') expect(native.hint).toContain('npm install --no-save @tensorflow/tfjs-node@');
    expect(checks.get('wasm SIMD')?.state).toBe('ok');
  }, 60_000);
});

describe('checkDataRoot()', () => {
  it('tries a folder and leaves none that was not there', async () => {
    const root = path.join(newTempFolder(), 'a', 'b');
    expect(await checkDataRoot(root)).toMatchObject({ found: expect.stringContaining('can be written to') });
    expect(existsSync(path.dirname(root))).toBe(false);
  });

  it('misses a folder that can not be made', async () => {
    const file = path.join(newTempFolder(), 'file');
    writeFileSync(file, '');
    const check = await checkDataRoot(path.join(file, 'data'));
    expect(check).toMatchObject({ state: 'problem', required: true });
  });
});

describe('checkDatabase()', () => {
  const root = newTempFolder();

  it('asks for none where none is named', async () => {
    vi.stubEnv('SUPABASE_DB_URL', '');
    expect(await checkDatabase({ root })).toMatchObject({ state: 'skipped', required: false });
  });

  it('misses one that is named and does not answer, without its password', async () => {
    const dbUrl = 'postgresql://someone:hidden-word@127.0.0.1:1/postgres';
    const check = await checkDatabase({ root, dbUrl });
    expect(check).toMatchObject({ state: 'problem', required: true });
    expect(JSON.stringify(check)).not.toContain('hidden-word');
  });
});

describe('missingOf()', () => {
  it('names what is required and is not there', () => {
    const check = (name: string, state: Check['state'], required: boolean): Check => ({
      name,
      state,
      required,
      found: '',
    });
    const checks = [
      check('a', 'ok', true),
      check('b', 'problem', true),
      check('c', 'problem', false),
      check('d', 'skipped', true),
    ];
    expect(missingOf(checks)).toEqual(['b']);
  });
});

describe('matching doctor', () => {
  it('prints the report and ends with status 3 where something required is missing', async () => {
    const file = path.join(newTempFolder(), 'file');
    writeFileSync(file, '');
    const printed = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const args = ['node', 'matching', 'doctor', '--json', '--root', path.join(file, 'data')];
    const error = await catchError(() => createProgram().parseAsync(args));
    expect(error).toMatchObject({ code: 'ENVIRONMENT_INCOMPLETE', exitStatus: 3 });
    const report = JSON.parse(printed.mock.calls[0]![0] as string);
    expect(report.missing).toContain('data root');
    expect(report.checks.map(({ name }: Check) => name)).toEqual(
      expect.arrayContaining(['Node', 'TensorFlow.js', 'backend wasm', 'DuckDB', 'Deno', 'Supabase CLI']),
    );
  }, 60_000);
});
