import { appendFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createRunLog, runLogPath } from '../../../../batch/jobs/runner/create-run-log.ts';
import { findRunLog } from '../../../../batch/jobs/runner/find-run-log.ts';
import { followLog } from '../../../../batch/jobs/runner/follow-log.ts';
import { newTempFolder } from '../../../fixtures/new-temp-folder.ts';

const ids = ['11111111-1111-4111-8111-111111111111', '11112222-1111-4111-8111-111111111111'] as const;

it('followLog() reads what is there, a last line without a break too', async () => {
  const file = join(newTempFolder(), 'a.log');
  await writeFile(file, 'one\ntwo\n\nthr');
  const lines = [];
  for await (const line of followLog(file, null)) lines.push(line);
  expect(lines).toEqual(['one', 'two', '', 'thr']);
});

it('followLog() goes on to the end of the run, over attempts, and joins what was cut', async () => {
  const file = join(newTempFolder(), 'a.log');
  const end = JSON.stringify({ msg: 'run ended', ended: true });
  // An earlier attempt ended here, and another one goes on: only a last line that says so is the end.
  await writeFile(file, `${end}\n{"msg":"be`);
  const lines: string[] = [];
  for await (const line of followLog(file, new AbortController().signal)) {
    lines.push(line);
    if (lines.length === 1) await appendFile(file, 'gun"}\n');
    if (lines.length === 2) await appendFile(file, `${end}\n`);
  }
  expect(lines).toEqual([end, '{"msg":"begun"}', end]);
});

it('followLog() stops when it is told to', async () => {
  const file = join(newTempFolder(), 'a.log');
  await writeFile(file, 'one\n');
  const controller = new AbortController();
  for await (const _ of followLog(file, controller.signal)) controller.abort();
});

it('createRunLog() writes run, job and level on every line, appends, and blanks secrets out', async () => {
  const dataRoot = newTempFolder();
  for (const attempt of [1, 2]) {
    const { log, close } = createRunLog({ dataRoot, runId: ids[0], job: 'toy', verbose: false });
    log.info({ attempt, connection: { dbUrl: 'postgresql://u:p@h/d' }, secretKey: 'k' }, 'started');
    close();
  }
  const lines = [];
  for await (const line of followLog(runLogPath(dataRoot, ids[0]), null)) lines.push(JSON.parse(line));
  expect(lines).toMatchObject(
    [1, 2].map((attempt) => ({
      level: 'info',
      run: ids[0],
      job: 'toy',
      attempt,
      connection: { dbUrl: '***' },
      secretKey: '***',
      msg: 'started',
    })),
  );
});

it('findRunLog() finds by the beginning of an id, and the newest of a job', async () => {
  const dataRoot = newTempFolder();
  for (const [index, runId] of ids.entries()) {
    const { log, close } = createRunLog({ dataRoot, runId, job: 'toy', verbose: false });
    log.info('started');
    close();
    await utimes(runLogPath(dataRoot, runId), 1000 - index, 1000 - index);
  }
  expect(await findRunLog(dataRoot, { runId: '11112' })).toBe(runLogPath(dataRoot, ids[1]));
  expect(await findRunLog(dataRoot, { job: 'toy' })).toBe(runLogPath(dataRoot, ids[0]));
  const unknown = { code: 'RUN_UNKNOWN', exitStatus: 2 };
  await expect(findRunLog(dataRoot, { runId: '1111' })).rejects.toMatchObject(unknown);
  await expect(findRunLog(dataRoot, { runId: 'abcd' })).rejects.toMatchObject(unknown);
  await expect(findRunLog(dataRoot, { job: 'other' })).rejects.toMatchObject(unknown);
});
