import { cpuTime } from '../support/cpu-time.ts';
import { percentile } from '../support/percentile.ts';
import { clientOf } from './create-people.ts';
import { sendRequest } from './request-mix.ts';
import { type ClientsOptions, runClients } from './run-clients.ts';
import type { ServingBench } from './serving-bench.ts';

const warmUp = 40;
/** CPU time is counted in hundredths of a second: over so many requests that is half a millisecond a request. */
const batch = 20;
/** The project's: median CPU of the function a warm request. */
const barCpuMs = 25;

/** Pages for `clients` people at a time: how long they wait, and what a page costs either process. */
export async function measureLatency(bench: ServingBench, options: ClientsOptions): Promise<void> {
  const { figures, stack, people, itemIds, functionsPid } = bench;
  const send = (index: number) =>
    sendRequest(clientOf(stack, people[index % people.length]!), 'recommend-items', { index, itemIds });
  await runClients({ clients: 1, requests: warmUp }, send);

  const wallMs: number[] = [];
  const edgeCpu: Promise<number>[] = [cpuOf(functionsPid)];
  const failures = new Map<string, number>();
  const stackCpu = await cpuOf(stack.pid);
  const began = performance.now();
  let ended = 0;
  await runClients(options, async (index) => {
    const sent = performance.now();
    try {
      await send(index);
      wallMs.push(performance.now() - sent);
    } catch (error) {
      const { message } = error as Error;
      failures.set(message, (failures.get(message) ?? 0) + 1);
    }
    if (++ended % batch === 0) edgeCpu.push(cpuOf(functionsPid));
    if (ended % 100 === 0) console.log(`  … ${ended} of ${options.requests} requests`);
  });
  const seconds = (performance.now() - began) / 1000;
  const spent = (await cpuOf(stack.pid)) - stackCpu;

  const who = options.clients === 1 ? '1 client' : `${options.clients} clients`;
  for (const share of [0.5, 0.95, 0.99]) {
    figures.add(`page, ${who}, p${share * 100}`, percentile(wallMs, share), { unit: 'ms' });
  }
  figures.add(`pages a second, ${who}`, wallMs.length / seconds, { unit: '/s' });
  for (const [message, count] of failures) console.log(`  ${count} times: ${message}`);
  // The embedded database has one session: of many clients at once some wait longer than a page may take, and are told so.
  const bar = options.clients === 1 ? { bar: 0 } : {};
  figures.add(`requests without a whole page, ${who}`, ended - wallMs.length, { unit: '', ...bar });
  const batches = differences(await Promise.all(edgeCpu)).map((ms) => ms / batch);
  figures.add(`CPU of the function a page, ${who}, median`, percentile(batches, 0.5), {
    unit: 'ms',
    bar: barCpuMs,
  });
  figures.add(`CPU of the function a page, ${who}, p95 of batches`, percentile(batches, 0.95), {
    unit: 'ms',
  });
  figures.add(`CPU of gateway and database a page, ${who}, mean`, spent / ended, { unit: 'ms' });
}

/** NaN, which keeps no bar, where it cannot be read. */
async function cpuOf(pid: number | null): Promise<number> {
  return (pid === null ? null : await cpuTime(pid)) ?? Number.NaN;
}

function differences(values: readonly number[]): number[] {
  return values.slice(1).map((value, index) => value - values[index]!);
}
