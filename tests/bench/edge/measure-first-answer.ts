import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createStackLog } from '../../../batch/stack/create-stack-log.ts';
import { FunctionsHost } from '../../../batch/stack/functions-host.ts';
import { recommendItemsResponseSchema } from '../../../shared/contracts/recommend-items.ts';
import { childProcesses } from '../support/child-processes.ts';
import { cpuTime } from '../support/cpu-time.ts';
import type { Figures } from '../support/figures.ts';
import type { BenchStack } from '../support/open-bench-stack.ts';
import { percentile } from '../support/percentile.ts';
import type { BenchPerson } from './create-bench-person.ts';

const starts = 5;
const functionsFolder = fileURLToPath(new URL('../../../supabase/functions', import.meta.url));

/** From the start of a functions host to its first page: Deno, the function, the tower from Storage, two queries. */
export async function measureFirstAnswer(
  figures: Figures,
  { stack, person }: { stack: BenchStack; person: BenchPerson },
): Promise<void> {
  const wallMs: number[] = [];
  const cpuMs: number[] = [];
  for (let start = 0; start <= starts; start++) {
    const first = await timeFirstAnswer(stack, person);
    // The first start fills caches.
    if (start === 0) continue;
    wallMs.push(first.wallMs);
    if (first.cpuMs !== null) cpuMs.push(first.cpuMs);
  }
  figures.add('functions host start to first whole page, wall', percentile(wallMs, 0.5), { unit: 'ms' });
  if (cpuMs.length > 0) {
    figures.add('functions host start to first whole page, CPU', percentile(cpuMs, 0.5), { unit: 'ms' });
  }
}

async function timeFirstAnswer(
  stack: BenchStack,
  { accessToken }: BenchPerson,
): Promise<{ wallMs: number; cpuMs: number | null }> {
  const others = new Set(await childProcesses(process.pid));
  const host = new FunctionsHost({
    folder: functionsFolder,
    apiPort: stack.apiPort,
    env: {
      SUPABASE_URL: stack.apiUrl,
      SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: stack.publishableKey }),
      SUPABASE_SECRET_KEYS: JSON.stringify({ default: stack.secretKey }),
    },
    log: createStackLog({ file: join(stack.root, 'bench-host.log') }),
  });
  try {
    const began = performance.now();
    await host.start();
    const response = await fetch(`http://127.0.0.1:${host.port}/recommend-items`, {
      method: 'POST',
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ limit: 20 }),
    });
    const answer = await response.json();
    const wallMs = performance.now() - began;
    const deno = (await childProcesses(process.pid)).find((pid) => !others.has(pid));
    const cpuMs = deno === undefined ? null : await cpuTime(deno);
    // A page from popularity alone would be faster and would not count.
    const page = recommendItemsResponseSchema.parse(answer);
    if (page.model_version === null || page.items.length !== 20)
      throw new Error('The first page is not personal');
    return { wallMs, cpuMs };
  } finally {
    await host.stop();
  }
}
