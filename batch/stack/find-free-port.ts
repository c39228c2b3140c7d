import { createServer } from 'node:net';
import { listenOnPort } from './listen-on-port.ts';

/** A port on the loopback interface that nobody uses right now. */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  const port = await listenOnPort(server, { port: 0, flag: '' });
  await new Promise((resolve) => server.close(resolve));
  return port;
}
