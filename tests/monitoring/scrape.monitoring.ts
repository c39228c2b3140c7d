import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createPerson, type Person } from '../acceptance/support/create-person.ts';
import { newTempFolder } from '../fixtures/new-temp-folder.ts';
import { type ApiStack, openApiStack } from '../support/serving/open-api-stack.ts';
import { copyMonitoring } from './support/copy-monitoring.ts';
import { pollUntil } from './support/poll-until.ts';
import { type Prometheus, startPrometheus } from './support/start-prometheus.ts';

const paths = inject('prometheus');
const token = 'a-made-up-token-for-metrics';

describe.skipIf(paths === null)('a real Prometheus over the embedded stack', () => {
  const before = process.env.METRICS_TOKEN;
  let stack: ApiStack;
  let prometheus: Prometheus;
  let person: Person;

  beforeAll(async () => {
    process.env.METRICS_TOKEN = token;
    stack = await openApiStack();
    const folder = newTempFolder();
    await copyMonitoring({ folder, target: new URL(stack.apiUrl).host, token });
    prometheus = await startPrometheus(paths!.server, folder);
    person = await createPerson(stack, { adult: true });
  });
  afterAll(async () => {
    await prometheus?.stop();
    await stack?.remove();
    if (before === undefined) delete process.env.METRICS_TOKEN;
    else process.env.METRICS_TOKEN = before;
  });

  async function readValue(expression: string): Promise<number | undefined> {
    return (await prometheus.query(expression))[0]?.value;
  }
  const untilValue = (expression: string, value: number) =>
    pollUntil(`${expression} is ${value}`, async () => (await readValue(expression)) === value);
  const untilFires = (alert: string, fires: boolean) =>
    pollUntil(
      `${alert} ${fires ? 'fires' : 'clears'}`,
      async () => fires === (await prometheus.firing()).includes(alert),
    );

  test('finds its target up', async () => {
    await pollUntil('the target is up', async () => (await prometheus.targets())[0]?.health === 'up');
    expect(await prometheus.targets()).toMatchObject([{ health: 'up', lastError: '' }]);
    // It may have fired before the first scrape.
    await untilFires('MatchingDown', false);
  });

  test('counts the requests that were made, by how they were answered', async () => {
    // To Prometheus an empty label is none.
    for (let time = 0; time < 3; time++) await person.requestPage(5);
    const ask = (method: string) =>
      fetch(`${stack.apiUrl}/functions/v1/recommend-items`, {
        method,
        headers: { apikey: stack.publishableKey },
      });
    expect([(await ask('POST')).status, (await ask('POST')).status, (await ask('PUT')).status]).toEqual([
      401, 401, 405,
    ]);
    const requests = 'matching_requests_total{function="recommend-items"}';
    await untilValue(`sum(${requests})`, 6);
    const found = await prometheus.query(requests);
    const rows = found.map(({ labels, value }) => [labels.status, labels.code ?? '', labels.degraded, value]);
    expect(rows.sort()).toEqual([
      ['200', '', 'false', 3],
      ['401', 'UNAUTHENTICATED', 'false', 2],
      ['405', 'METHOD_NOT_ALLOWED', 'false', 1],
    ]);
    const { rows: active } = await stack.database.query(
      `select model_version from app.deployments where slot = 'active'`,
    );
    const version = active[0].model_version;
    const answered = 'matching_request_duration_seconds_bucket{function="recommend-items", status="200"';
    expect(await readValue(`${answered}, model_version="${version}", le="+Inf"}`)).toBe(3);
    expect(await readValue(`${answered}, le="10"}`)).toBe(3);
  });

  test('an alert on what the stack measures fires, and clears when it is measured again', async () => {
    await untilFires('MatchingGaugesStale', true);
    await stack.database.query('select app.refresh_service_gauges()');
    await untilFires('MatchingGaugesStale', false);
    expect(await readValue('matching_impressions{source="personalised"} + 0')).toBeGreaterThan(0);
  });

  test('without an active model the alert fires, pages say why, and with one it clears', async () => {
    const { rows } = await stack.database.query(
      `delete from app.deployments where slot = 'active' returning model_version`,
    );
    const page = await person.requestPage(5);
    expect(page.degraded.map(({ code }) => code)).toEqual(['MODEL_MISSING']);
    await untilFires('MatchingNoActiveModel', true);
    await untilValue('matching_degraded_answers_total{cause="MODEL_MISSING"}', 1);
    await stack.database.query(`select app.move_model($1, 'active', 'test', 'test')`, [
      rows[0].model_version,
    ]);
    await untilFires('MatchingNoActiveModel', false);
    expect((await person.requestPage(5)).degraded).toEqual([]);
  });
});
