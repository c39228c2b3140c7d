import { WebSocket } from 'ws';
import { createAdminClient } from '../../../../supabase/functions/_lib/database/create-admin-client.ts';

// supabase-js asks for one when it starts; Node 20 has none.
globalThis.WebSocket ??= WebSocket as unknown as typeof globalThis.WebSocket;

export interface FakeAnswer {
  status?: number;
  body: unknown;
}

export interface FakeSupabaseOptions {
  /** Database functions by name. Calling one that is missing is an error of the test. */
  functions?: Record<string, (parameters: Record<string, unknown>) => FakeAnswer | Promise<FakeAnswer>>;
  /** Bucket `models` by path. */
  objects?: Map<string, Uint8Array<ArrayBuffer>>;
  /** What every download waits for. */
  beforeDownload?: () => Promise<void>;
  /** What Auth answers when an account is deleted. */
  deleteUser?: (id: string) => FakeAnswer | Promise<FakeAnswer>;
}

export interface FakeCall {
  name: string;
  parameters: Record<string, unknown>;
}

export const supabaseUrl = 'https://project.example';

/** The real supabase-js client on a fake network: what a hosted project answers, kept in memory. */
export function createFakeSupabase({
  functions = {},
  objects = new Map(),
  beforeDownload = async () => {},
  deleteUser,
}: FakeSupabaseOptions = {}) {
  const calls: FakeCall[] = [];
  const downloads: string[] = [];

  const fakeFetch: typeof fetch = async (input, init) => {
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    const functionName = /^\/rest\/v1\/rpc\/(\w+)$/.exec(pathname)?.[1];
    if (functionName) {
      const parameters = JSON.parse(String(init?.body ?? '{}'));
      calls.push({ name: functionName, parameters });
      const answer = functions[functionName];
      if (!answer) throw new TypeError(`The test fakes no function ${functionName}`);
      const { status = 200, body } = await answer(parameters);
      return Response.json(body, { status });
    }
    const objectPath = /^\/storage\/v1\/object\/models\/(.+)$/.exec(pathname)?.[1];
    if (objectPath) {
      downloads.push(objectPath);
      await beforeDownload();
      const bytes = objects.get(objectPath);
      if (bytes) return new Response(bytes);
      // Hosted storage answers 400 and names the real status in the body.
      return Response.json(
        { statusCode: '404', error: 'not_found', message: 'Object not found' },
        { status: 400 },
      );
    }
    const userId = /^\/auth\/v1\/admin\/users\/(.+)$/.exec(pathname)?.[1];
    // The client looks the account up before it deletes it.
    if (userId && init?.method === 'GET') return Response.json({ id: userId });
    if (userId && init?.method === 'DELETE' && deleteUser) {
      const { status = 200, body } = await deleteUser(userId);
      return Response.json(body, { status });
    }
    throw new TypeError(`The test fakes no ${pathname}`);
  };

  const client = createAdminClient({ supabaseUrl, secretKey: 'sb_secret_test' }, { fetch: fakeFetch });
  return { client, calls, downloads };
}
