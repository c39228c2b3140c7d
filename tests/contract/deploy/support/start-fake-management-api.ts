import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listenOnPort } from '../../../../batch/stack/listen-on-port.ts';
import { type FunctionUpload, readFunctionUpload } from './read-function-upload.ts';

export interface FakeManagementApi {
  url: string;
  /** By slug, in the order of arrival. */
  uploads: Map<string, FunctionUpload>;
  /** `METHOD path` of everything that came and was not expected. */
  unexpected: string[];
  close(): Promise<void>;
}

/**
 * As much of Supabase's Management API as `functions deploy --use-api` asks for, on the loopback interface: it takes
 * what would be bundled and served, and keeps it.
 */
export async function startFakeManagementApi(options: {
  projectRef: string;
  accessToken: string;
}): Promise<FakeManagementApi> {
  const uploads = new Map<string, FunctionUpload>();
  const unexpected: string[] = [];
  const project = `/v1/projects/${options.projectRef}`;

  async function answer(request: IncomingMessage): Promise<[status: number, body: unknown]> {
    if (request.headers.authorization !== `Bearer ${options.accessToken}`)
      return [401, { message: 'Unauthorized' }];
    const { pathname, searchParams } = new URL(request.url!, 'http://fake');
    const call = `${request.method} ${pathname}`;
    if (call === `GET ${project}`) return [200, { ref: options.projectRef, name: 'contract-test' }];
    if (call === `GET ${project}/functions` || call === `PUT ${project}/functions`) return [200, []];
    if (call === `POST ${project}/functions/deploy`) {
      const slug = searchParams.get('slug')!;
      const upload = await readFunctionUpload(request);
      uploads.set(slug, upload);
      return [201, deployed(slug, upload)];
    }
    unexpected.push(call);
    return [404, { message: 'Not Found' }];
  }

  const server = createServer((request, response) => {
    answer(request).then(
      ([status, body]) => send(response, status, body),
      (error) => send(response, 500, { message: String(error) }),
    );
  });
  const port = await listenOnPort(server, { port: 0, flag: '' });
  const close = async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  };
  return { url: `http://127.0.0.1:${port}`, uploads, unexpected, close };
}

function deployed(slug: string, { metadata }: FunctionUpload): object {
  const { name, verify_jwt, entrypoint_path, import_map_path } = metadata;
  return {
    id: `id-${slug}`,
    slug,
    name,
    status: 'ACTIVE',
    version: 1,
    created_at: 1,
    updated_at: 1,
    verify_jwt,
    entrypoint_path,
    import_map_path,
  };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
