import { expect, test } from 'vitest';
import { AppError } from '../../../shared/errors/app-error.ts';
import { createBackground } from '../../../supabase/functions/_lib/background/create-background.ts';
import { findWaitUntil } from '../../../supabase/functions/_lib/background/find-wait-until.ts';
import { collectLog } from './support/collect-log.ts';

test('createBackground() runs work after the caller went on, and idle() waits for it', async () => {
  const order: string[] = [];
  const background = createBackground(collectLog());
  background.run('task', async () => void order.push('work'));
  order.push('caller');
  await background.idle();
  expect(order).toEqual(['caller', 'work']);
});

test('createBackground() lets everything that is ready go first: the answer is not kept by the work', async () => {
  const order: string[] = [];
  const background = createBackground(collectLog());
  background.run('task', async () => void order.push('work'));
  await Promise.resolve().then(() => Promise.resolve());
  order.push('answer');
  await background.idle();
  expect(order).toEqual(['answer', 'work']);
});

test('createBackground() logs a failure with its code and goes on', async () => {
  const { log, lines } = collectLog();
  const background = createBackground({ log });
  background.run('first', () => Promise.reject(new AppError('DATABASE_UNAVAILABLE', 'secret')));
  background.run('second', () => {
    throw new TypeError('secret');
  });
  await background.idle();
  const byTask = lines.toSorted((a, b) => String(a.task).localeCompare(String(b.task)));
  expect(byTask).toMatchObject([
    { level: 'error', task: 'first', code: 'DATABASE_UNAVAILABLE' },
    { level: 'error', task: 'second', code: 'INTERNAL', failure: { name: 'TypeError' } },
  ]);
  expect(JSON.stringify(lines)).not.toContain('secret');
});

test('createBackground() hands the promise to the platform where it can wait', async () => {
  const promises: Promise<void>[] = [];
  const scope = { EdgeRuntime: { waitUntil: (promise: Promise<void>) => void promises.push(promise) } };
  const background = createBackground({ ...collectLog(), waitUntil: findWaitUntil(scope) });
  background.run('task', () => Promise.reject(new Error('fails')));
  expect(promises).toHaveLength(1);
  // Never rejects: a rejection would end the worker.
  await expect(promises[0]).resolves.toBeUndefined();
});

test('findWaitUntil() finds nothing outside the hosted runtime', () => {
  expect(findWaitUntil()).toBeUndefined();
  expect(findWaitUntil({ EdgeRuntime: {} })).toBeUndefined();
});
