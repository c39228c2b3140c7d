import { beforeEach, expect, it, vi } from 'vitest';
import { connectDatabase } from '../../../../batch/io/connect-database.ts';
import { openRunConnection } from '../../../../batch/jobs/runner/run-connection.ts';

vi.mock('../../../../batch/io/connect-database.ts', () => ({ connectDatabase: vi.fn() }));
const connect = vi.mocked(connectDatabase);
beforeEach(() => void connect.mockReset());

/** Connections in order, each of which answers every query in the same way. */
function offer(...answers: (Error | object[])[]): { end: () => Promise<void> }[] {
  return answers.map((answer) => {
    const query = async () => {
      if (answer instanceof Error) throw answer;
      return { rows: answer };
    };
    const client = { query, end: vi.fn(async () => undefined) };
    connect.mockResolvedValueOnce(client as never);
    return client;
  });
}

it('connects when first asked, once', async () => {
  const [client] = offer([{ a: 1 }]);
  const records = openRunConnection('postgresql://x');
  expect(connect).not.toHaveBeenCalled();
  expect(await records.query('select', [])).toEqual([{ a: 1 }]);
  expect(await records.query('select', [])).toEqual([{ a: 1 }]);
  expect(connect).toHaveBeenCalledTimes(1);
  await records.close();
  expect(client!.end).toHaveBeenCalledTimes(1);
});

it.each([
  ['broke', new Error('Connection terminated unexpectedly')],
  ['was reset', Object.assign(new Error('read'), { code: 'ECONNRESET' })],
  ['was ended by an administrator', Object.assign(new Error('terminating'), { code: '57P01' })],
])('asks again over a new connection when the old one %s', async (_, error) => {
  const [broken] = offer(error, [{ a: 2 }]);
  const records = openRunConnection('postgresql://x');
  expect(await records.query('select', [])).toEqual([{ a: 2 }]);
  expect(broken!.end).toHaveBeenCalled();
});

it('does not repeat what the database refused', async () => {
  offer(Object.assign(new Error('no such table'), { code: '42P01' }), [{ a: 3 }]);
  await expect(openRunConnection('postgresql://x').query('select', [])).rejects.toThrow('no such table');
  expect(connect).toHaveBeenCalledTimes(1);
});

it('fails when the second connection fails too', async () => {
  offer(new Error('gone'), new Error('gone again'));
  await expect(openRunConnection('postgresql://x').query('select', [])).rejects.toThrow('gone again');
});
