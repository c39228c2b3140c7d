// Loaded into a command before anything else. It counts calls to the disk, to DuckDB, to Postgres and to the API, and ends the
// process without a word at a given one: before it, while it runs, or when it has ended. Without a number it writes how
// many there were, so that a test can choose among all of them.
import { writeFileSync } from 'node:fs';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { DuckDBConnection } from '@duckdb/node-api';
import pg from 'pg';

const { KILL_AT, KILL_WHEN, COUNT_FILE } = process.env;
const writeFile = writeFileSync;
let calls = 0;

const kill = () => process.kill(process.pid, 'SIGKILL');

function count(owner, names) {
  for (const name of names) {
    const original = owner[name];
    owner[name] = function (...args) {
      const isThis = ++calls === Number(KILL_AT);
      if (isThis && KILL_WHEN === 'before') kill();
      const outcome = original.apply(this, args);
      // What was begun in another thread or on the server goes on for a moment.
      if (isThis && KILL_WHEN === 'during') setImmediate(kill);
      if (isThis && KILL_WHEN === 'after') Promise.resolve(outcome).then(kill, kill);
      return outcome;
    };
  }
}

count(promises, ['open', 'rename', 'mkdir', 'rm', 'writeFile', 'stat']);
syncBuiltinESMExports();
count(DuckDBConnection.prototype, ['run', 'runAndReadAll', 'stream']);
count(pg.Client.prototype, ['query']);
count(globalThis, ['fetch']);

if (COUNT_FILE) process.on('exit', () => writeFile(COUNT_FILE, String(calls)));
