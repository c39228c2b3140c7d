import { existsSync } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stackPaths } from '../../batch/stack/stack-paths.ts';
import { type ErrorCode, errorCatalogue } from '../../shared/errors/error-catalogue.ts';
import { newTempFolder } from '../fixtures/new-temp-folder.ts';
import { tinyDataSet } from '../fixtures/tiny-data-set.ts';
import { writeDataSet } from '../fixtures/write-data-set.ts';
import { importFolder } from '../support/import-folder.ts';
import { connectDatabase } from '../support/stack/connect-database.ts';
import { createTestRoot } from '../support/stack/create-test-root.ts';
import { openMigratedStack } from '../support/stack/open-migrated-stack.ts';
import type { TestStack } from '../support/stack/open-test-stack.ts';
import { runCli } from './support/run-cli.ts';
import { snapshotDatabase } from './support/snapshot-database.ts';

let stack: TestStack;
let database: pg.Client;

beforeAll(async () => {
  stack = await openMigratedStack();
  database = await connectDatabase(stack.dbUrl);
  // Something to lose.
  await importFolder(database, await writeDataSet(tinyDataSet));
}, 180_000);
afterAll(async () => {
  await database?.end();
  await stack?.remove();
});

const freePorts = ['--api-port', '0', '--db-port', '0'];

interface CommandCase {
  what: string;
  code: ErrorCode;
  /** What the first line of the complaint holds. */
  names: string | RegExp;
  /** What the second line advises. */
  advice: string | RegExp;
  arrange: (
    folder: string,
  ) => Promise<{ args: string[]; environment?: NodeJS.ProcessEnv; unchanged?: string }>;
}

const commands: CommandCase[] = [
  {
    what: 'start with an empty folder',
    code: 'INVALID_DATA',
    names: ': the folder is empty',
    advice: '.inter',
    arrange: async (folder) => ({
      args: ['start', '--once', '--data', newTempFolder(), '--root', join(folder, 'root'), ...freePorts],
    }),
  },
  {
    what: 'import of a rating that is no number',
    code: 'TOO_MANY_REJECTS',
    names: /events tiny-events: .+ of \d+ rows were refused, the limit is 1 %/,
    advice: /[a-z]/,
    arrange: async () => {
      const rows = tinyDataSet['tiny.inter'].with(2, 'ann b great 1001');
      const folder = await writeDataSet({ ...tinyDataSet, 'tiny.inter': rows });
      return { args: ['import', folder, '--dry-run', '--root', stack.root] };
    },
  },
  {
    what: 'start with an unknown preset',
    code: 'INVALID_CONFIG',
    names: 'quikstart',
    advice: 'quickstart',
    arrange: async (folder) => ({
      args: ['start', '--once', '--preset', 'quikstart', '--root', join(folder, 'root'), ...freePorts],
    }),
  },
  {
    what: 'start with an unknown setting',
    code: 'INVALID_CONFIG',
    names: 'epocs in --set',
    advice: 'Did you mean epochs?',
    arrange: async (folder) => ({
      args: ['start', '--once', '--set', 'epocs=3', '--root', join(folder, 'root'), ...freePorts],
    }),
  },
  {
    what: 'start in a file',
    code: 'INVALID_CONFIG',
    names: /file: it is a file, not a folder/,
    advice: 'Name another folder',
    arrange: async (folder) => {
      const file = join(folder, 'file');
      await writeFile(file, '');
      return { args: ['start', '--once', '--root', file, ...freePorts] };
    },
  },
  {
    what: 'start on a database folder that is damaged',
    code: 'DATABASE_CORRUPT',
    names: 'its PG_VERSION file is missing',
    advice: /Nothing was deleted.*matching stack reset --yes/,
    arrange: async () => {
      const { root } = await createTestRoot();
      roots.push(root);
      const { database: damaged } = stackPaths(root);
      await rm(join(damaged, 'PG_VERSION'));
      return { args: ['start', '--once', '--root', root, ...freePorts], unchanged: damaged };
    },
  },
  {
    what: 'start without Deno',
    code: 'DENO_MISSING',
    names: 'Deno is not installed',
    advice: 'npm ci',
    arrange: async (folder) => {
      // What Node finds in a project where the package is not installed.
      const preload = join(folder, 'without-deno.cjs');
      await writeFile(
        preload,
        `const Module = require('node:module');
         const resolve = Module._resolveFilename;
         Module._resolveFilename = function (request, ...rest) {
           if (!request.startsWith('deno/')) return resolve.call(this, request, ...rest);
           throw Object.assign(new Error('Cannot find module'), { code: 'MODULE_NOT_FOUND' });
         };`,
      );
      const { root } = await createTestRoot();
      roots.push(root);
      return {
        args: ['start', '--once', '--root', root, ...freePorts],
        environment: { NODE_OPTIONS: `--require=${preload}` },
      };
    },
  },
  {
    what: 'start on a taken port',
    code: 'PORT_TAKEN',
    names: /port \d+: it is already taken/,
    advice: '--api-port 0',
    arrange: async (folder) => {
      const { port } = new URL(stack.apiUrl);
      const root = join(folder, 'root');
      return { args: ['start', '--once', '--root', root, '--api-port', port, '--db-port', '0'] };
    },
  },
  {
    what: 'a second stack in the same folder',
    code: 'STACK_LOCKED',
    names: `in use by process ${process.pid}`,
    advice: 'matching stack stop',
    arrange: async () => ({ args: ['stack', 'start', '--root', stack.root, ...freePorts] }),
  },
];

const roots: string[] = [];
afterAll(async () => {
  for (const root of roots) await rm(root, { recursive: true, force: true });
});

describe('a command refuses, says what to do and changes nothing:', () => {
  test.each(commands)(
    '$what',
    async ({ code, names, advice, arrange }) => {
      const folder = newTempFolder();
      const { args, environment, unchanged } = await arrange(folder);
      const [rows, files] = [
        await snapshotDatabase(database),
        unchanged && (await readdir(unchanged)).sort(),
      ];
      const { status, stderr } = await runCli(args, environment);
      expect({ status, stderr }).toEqual({
        status: errorCatalogue[code].exit,
        stderr: expect.stringContaining(`error ${code}: `),
      });
      const [complaint, hint] = stderr.slice(stderr.search(/^error [A-Z_]+: /m)).split('\n');
      expect(complaint).toMatch(names);
      expect(hint).toMatch(advice);
      // For a person: no stack of calls.
      expect(stderr).not.toMatch(/\n\s+at |node:internal/);
      expect(await snapshotDatabase(database)).toEqual(rows);
      if (unchanged) expect((await readdir(unchanged)).sort()).toEqual(files);
      expect(existsSync(join(folder, 'root/stack/database'))).toBe(false);
      expect(existsSync(join(folder, 'root/world'))).toBe(false);
    },
    60_000,
  );
});
