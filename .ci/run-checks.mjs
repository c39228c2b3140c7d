/**
 * `npm run check`: every script of package.json that is named `check:…`, as many at once as there are processors.
 * What one says is printed whole when it ends; all of them run to their end, and one that fails fails the command.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const { scripts } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const waiting = Object.keys(scripts).filter((name) => name.startsWith('check:'));
const running = new Set();
const failed = [];
let signal;

function run(name) {
  // A process group of its own: npm hands signals on to the shell, but the shell not to the tool.
  const child = spawn('npm', ['run', '--silent', name], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => {
      running.delete(child);
      if (signal === undefined) {
        if (status !== 0) failed.push(name);
        process.stdout.write(`${status === 0 ? 'ok    ' : 'FAILED'} ${name}\n${Buffer.concat(said)}`);
      }
      resolve();
    });
  });
}

async function work() {
  while (signal === undefined && waiting.length > 0) await run(waiting.shift());
}

for (const name of ['SIGINT', 'SIGTERM']) {
  process.once(name, () => {
    signal = name;
    for (const { pid } of running) process.kill(-pid, name);
  });
}

await Promise.all(Array.from({ length: availableParallelism() }, work));
if (signal !== undefined) process.kill(process.pid, signal);
if (failed.length > 0) {
  console.error(`Failed: ${failed.join(', ')}`);
  process.exitCode = 1;
}
