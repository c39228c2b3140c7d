import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { processState, thisProcess } from '../../../../batch/jobs/runner/this-process.ts';
import { processStartTime } from '../../../../batch/stack/process-start-time.ts';

it('processState() tells a running process from one that ended and from one of elsewhere', async () => {
  const own = await thisProcess();
  expect(await processState(own)).toBe('running');
  expect(await processState({ ...own, processStarted: 'earlier' })).toBe('dead');
  expect(await processState({ ...own, host: 'elsewhere' })).toBe('unknown');
  // The same name, another boot or container.
  expect(await processState({ ...own, machine: 'other' })).toBe('unknown');

  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e9)']);
  await once(child, 'spawn');
  const recorded = { ...own, processId: child.pid!, processStarted: (await processStartTime(child.pid!))! };
  expect(await processState(recorded)).toBe('running');
  child.kill('SIGKILL');
  await once(child, 'close');
  expect(await processState(recorded)).toBe('dead');
});
