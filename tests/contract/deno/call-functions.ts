/// <reference lib="deno.ns" />
// Loads each function's index.ts as the platform does, takes the handler that it serves and sends it requests.
// Writes, for each function, status and code of a preflight, a wrong method and a call without a token.
const { functions } = await new Response(Deno.stdin.readable).json();

let served: ((request: Request) => Promise<Response>) | undefined;
Object.defineProperty(Deno, 'serve', {
  value: (handler: (request: Request) => Promise<Response>) => {
    served = handler;
  },
});
// The handlers log to the console; standard output is the answer's.
console.log = console.error;

async function ask(method: string): Promise<[number, string | null]> {
  const response = await served!(
    new Request('https://project.example/f', { method, ...(method === 'POST' && { body: '{}' }) }),
  );
  const text = await response.text();
  return [response.status, text === '' ? null : (JSON.parse(text).error?.code ?? null)];
}

const answers: Record<string, unknown> = {};
for (const name of functions) {
  served = undefined;
  await import(`../../../supabase/functions/${name}/index.ts`);
  answers[name] = {
    OPTIONS: await ask('OPTIONS'),
    DELETE: await ask('DELETE'),
    POST: await ask('POST'),
    GET: await ask('GET'),
  };
}
await new Response(JSON.stringify(answers)).body!.pipeTo(Deno.stdout.writable);
