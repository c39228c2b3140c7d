import { randomBytes } from 'node:crypto';
import { Agent } from 'node:http';
import { fileURLToPath } from 'node:url';
import { FunctionsHttpError } from '@supabase/supabase-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendRequest } from '../../support/api-fuzz/send-request.ts';
import { createTestClient } from '../../support/stack/create-test-client.ts';
import { openTestStack, type TestStack } from '../../support/stack/open-test-stack.ts';

let stack: TestStack;
const client = () => createTestClient(stack.apiUrl, stack.publishableKey);

beforeAll(async () => {
  const functionsFolder = fileURLToPath(new URL('./fixtures/deno', import.meta.url));
  stack = await openTestStack({ functionsFolder });
}, 60_000);
afterAll(() => stack?.remove());

async function refusal(name: string): Promise<{ status: number; body: unknown }> {
  const { error } = await client().functions.invoke(name, { body: {} });
  expect(error).toBeInstanceOf(FunctionsHttpError);
  const response = (error as FunctionsHttpError).context as Response;
  return { status: response.status, body: await response.json() };
}

describe('functions.invoke', () => {
  it('reaches the handler with its path, body, headers and environment', async () => {
    const person = client();
    await person.auth.signInAnonymously();
    const { data, error } = await person.functions.invoke('hello/deep/path?x=1', { body: { n: 1 } });
    expect(error).toBeNull();
    expect(data).toEqual({
      path: '/hello/deep/path',
      method: 'POST',
      body: { n: 1 },
      authorization: true,
      url: stack.apiUrl,
      keyNames: ['default'],
      signingKeys: 1,
    });
  });

  it('passes binary bodies both ways', async () => {
    const bytes = randomBytes(200_000);
    const { data } = await client().functions.invoke('hello/bytes', {
      body: new Blob([new Uint8Array(bytes)]),
    });
    expect(Buffer.from(await (data as Blob).arrayBuffer()).equals(Buffer.from(bytes).reverse())).toBe(true);
  });

  it('passes the body of a DELETE of unknown length on, and not as the next request', async () => {
    const agent = new Agent({ keepAlive: true });
    const url = new URL(`${stack.apiUrl}/functions/v1/hello/bytes`);
    const headers = { 'content-type': 'application/octet-stream' };
    const sent = { url, method: 'DELETE', headers, body: Buffer.from('abcdef'), chunked: true };
    for (let at = 0; at < 2; at++)
      expect(await sendRequest(sent, agent)).toMatchObject({ status: 200, text: 'fedcba' });
    agent.destroy();
  });

  it('answers 404 for a function that is not there', async () => {
    expect(await refusal('missing')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect(await refusal('_lib')).toMatchObject({ status: 404 });
  });

  it('answers 500 for a crash and 503 for one that does not start, without what happened inside', async () => {
    const failing = await refusal('failing');
    expect(failing).toMatchObject({ status: 500, body: { code: 'WORKER_ERROR' } });
    expect(JSON.stringify(failing)).not.toContain('secret inner');
    const broken = await refusal('broken');
    expect(broken).toMatchObject({ status: 503, body: { code: 'BOOT_ERROR' } });
    expect(JSON.stringify(broken)).not.toContain('secret boot');
  });
});

it('a host that dies is started again', async () => {
  const before = await client().functions.invoke('hello/pid');
  expect(await refusal('dying')).toMatchObject({ status: 503, body: { code: 'BOOT_ERROR' } });
  await expect
    .poll(async () => (await client().functions.invoke('hello/pid')).data?.pid, {
      timeout: 20_000,
      interval: 100,
    })
    .toEqual(expect.any(Number));
  const after = await client().functions.invoke('hello/pid');
  expect(after.data.pid).not.toBe(before.data.pid);
}, 30_000);
