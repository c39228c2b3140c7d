import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Stack, startStack } from '../../../batch/stack/start-stack.ts';
import { connectDatabase } from '../../support/stack/connect-database.ts';
import { createTestRoot, type TestRoot } from '../../support/stack/create-test-root.ts';

const functionsFolder = fileURLToPath(new URL('../../../supabase/functions', import.meta.url));
const token = 'a-made-up-token-for-metrics';
const before = process.env.METRICS_TOKEN;

let place: TestRoot;
let stack: Stack | undefined;
const start = async () => {
  stack = await startStack({ root: place.root, apiPort: 0, dbPort: 0, functionsFolder });
  return stack;
};
beforeAll(async () => {
  process.env.METRICS_TOKEN = token;
  place = await createTestRoot({ migrated: true });
});
afterAll(async () => {
  await stack?.stop();
  await place?.remove();
  if (before === undefined) delete process.env.METRICS_TOKEN;
  else process.env.METRICS_TOKEN = before;
});

test('what a worker had counted is handed in when it is stopped, and told after the next start', async () => {
  const { apiUrl, publishableKey, stop } = await start();
  const ask = (name: string) =>
    fetch(`${apiUrl}/functions/v1/${name}`, { method: 'GET', headers: { apikey: publishableKey } });
  for (let time = 0; time < 3; time++) expect((await ask('report-status')).status).toBe(200);
  expect((await ask('find-items')).status).toBe(405);
  // Well before the window of five seconds ends.
  await stop();

  const { dbUrl } = await start();
  const database = await connectDatabase(dbUrl);
  const { rows } = await database
    .query(
      `select function_name, status, code, requests::integer from app.request_totals order by function_name, status`,
    )
    .finally(() => database.end());
  expect(rows).toEqual([
    { function_name: 'find-items', status: 405, code: 'METHOD_NOT_ALLOWED', requests: 1 },
    { function_name: 'report-status', status: 200, code: '', requests: 3 },
  ]);
});

test('Prometheus needs its token and no key', async () => {
  const metrics = (authorization?: string) =>
    fetch(`${stack!.apiUrl}/functions/v1/report-status/metrics`, {
      headers: authorization === undefined ? {} : { authorization },
    });
  const answer = await metrics(`Bearer ${token}`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
  ]);
  expect(await answer.text()).toContain('matching_requests_total{function="report-status"');
  expect([(await metrics()).status, (await metrics('Bearer no-such-token')).status]).toEqual([401, 401]);
});
