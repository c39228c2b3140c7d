import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { connectDatabase } from '../../../batch/io/connect-database.ts';

const options = { applicationName: 'test', timeoutMs: 300 };

async function failureOf(url: string) {
  return connectDatabase(url, options).then(
    () => expect.unreachable('it connected'),
    (error) => error,
  );
}

describe('connectDatabase()', () => {
  it('names host and port, never the password, when nothing answers', async () => {
    const error = await failureOf('postgresql://ann:sekrit@127.0.0.1:1/db');
    expect(error).toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      exitStatus: 4,
      message: 'Cannot connect to the database at 127.0.0.1:1: nothing answers there',
    });
    expect(JSON.stringify([error.message, error.hint, error.details])).not.toContain('sekrit');
  });

  it('gives up on a server that says nothing', async () => {
    const server = createServer(() => undefined);
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const error = await failureOf(`postgresql://ann:sekrit@127.0.0.1:${port}/db`);
    server.close();
    expect(error).toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      message: expect.stringContaining(`:${port}: `),
    });
  });

  it.each(['', 'sekrit', 'https://ann:sekrit@host/db', 'postgresql://'])(
    'refuses the URL "%s"',
    async (url) => {
      const error = await failureOf(url);
      expect(error).toMatchObject({ code: 'INVALID_CONFIG', exitStatus: 2 });
      expect(error.message).not.toContain('sekrit');
    },
  );
});
