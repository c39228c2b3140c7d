import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { listenOnPort } from '../../../batch/stack/listen-on-port.ts';

export interface ServedPage {
  url: string;
  close(): Promise<void>;
}

const files: Record<string, [type: string, url: URL]> = {
  '/': ['text/html; charset=utf-8', new URL('../page/index.html', import.meta.url)],
  '/app.js': ['text/javascript', new URL('../page/app.js', import.meta.url)],
  '/supabase.js': [
    'text/javascript',
    new URL('../../../node_modules/@supabase/supabase-js/dist/umd/supabase.js', import.meta.url),
  ],
};

/** Serves the page of tests/browser/page, told where its backend is, from a port and so an origin of its own. */
export async function servePage(backend: { apiUrl: string; publishableKey: string }): Promise<ServedPage> {
  const server: Server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url!, 'http://page');
    if (pathname === '/backend.json') {
      const { apiUrl, publishableKey } = backend;
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ apiUrl, publishableKey }));
      return;
    }
    const file = files[pathname];
    if (!file) {
      // 204 for the icon that browsers ask for by themselves.
      response.writeHead(pathname === '/favicon.ico' ? 204 : 404).end();
      return;
    }
    response.setHeader('content-type', file[0]).end(await readFile(fileURLToPath(file[1])));
  });
  const port = await listenOnPort(server, { port: 0, flag: '' });
  const close = async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  };
  return { url: `http://127.0.0.1:${port}`, close };
}
