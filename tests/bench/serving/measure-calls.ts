import { setTimeout } from 'node:timers/promises';
import { percentile } from '../support/percentile.ts';
import { clientOf } from './create-people.ts';
import type { GatewayLine } from './gateway-log.ts';
import { type RequestName, sendRequest } from './request-mix.ts';
import { runClients } from './run-clients.ts';
import type { ServingBench } from './serving-bench.ts';

const requests = 100;
/** So many at a time wait for the one session of the database: what an answer does not wait for comes after it. */
const clients = 8;
/** The project's: context, then retrieval. */
const bars: Partial<Record<RequestName, number>> = { 'recommend-items': 2 };
const patienceMs = 10_000;

/** Database calls of each endpoint as the gateway sees them, and what each of them takes when nothing else runs. */
export async function measureCalls(bench: ServingBench): Promise<void> {
  for (const name of ['recommend-items', 'find-items', 'record-feedback'] as const) {
    const alone = await sendAndFollow(bench, name, 1);
    const together = await sendAndFollow(bench, name, clients);
    const calls = callsOf(together);
    const count = (waited: boolean) =>
      calls.filter((call) => call.waited === waited).reduce((sum, call) => sum + call.perRequest, 0);
    const { figures } = bench;
    const bar = bars[name];
    figures.add(`${name}: database calls that the answer waits for`, count(true), {
      unit: '',
      ...(bar !== undefined && { bar }),
    });
    figures.add(`${name}: database calls after the answer`, count(false), { unit: '' });
    for (const call of calls) {
      const took = alone.filter((line) => line.name === call.name).map(({ ms }) => ms);
      figures.add(`${name}: ${call.name}, p50`, percentile(took, 0.5), { unit: 'ms' });
    }
    const answers = alone.filter(({ answers }) => answers).map(({ ms }) => ms);
    figures.add(`${name}: answer of the function, p50`, percentile(answers, 0.5), { unit: 'ms' });
  }
}

async function sendAndFollow(
  { stack, log, people, itemIds }: ServingBench,
  name: RequestName,
  clients: number,
): Promise<GatewayLine[]> {
  const send = (index: number) =>
    sendRequest(clientOf(stack, people[index % people.length]!), name, { index, itemIds });
  await log.readNew();
  await runClients({ clients, requests }, send);
  return untilQuiet();

  /** What the answers did not wait for may still be under way: every request makes the same calls in the end. */
  async function untilQuiet(): Promise<GatewayLine[]> {
    const lines: GatewayLine[] = [];
    const deadline = performance.now() + patienceMs;
    do {
      // Counts of requests are handed in by time, once for many requests.
      lines.push(...(await log.readNew()).filter(({ name }) => name !== 'record_requests'));
      const answers = lines.filter((line) => line.answers).length;
      if (answers === requests && [...countByName(lines).values()].every((count) => count % requests === 0))
        return lines;
      await setTimeout(20);
    } while (performance.now() < deadline);
    throw new Error(`The calls of ${name} are not the same for every request`);
  }
}

interface Call {
  name: string;
  perRequest: number;
  /** Whether there was never an answer before as many of these calls as answers need were over. */
  waited: boolean;
}

function callsOf(lines: readonly GatewayLine[]): Call[] {
  const calls = [...countByName(lines)].map(([name, total]): Call => {
    const perRequest = total / requests;
    let over = 0;
    let answered = 0;
    let waited = true;
    for (const line of lines) {
      if (line.name === name) over++;
      if (line.answers) answered++;
      if (over < answered * perRequest) waited = false;
    }
    return { name, perRequest, waited };
  });
  if (calls.length === 0) throw new Error('The gateway saw no database call');
  return calls;
}

function countByName(lines: readonly GatewayLine[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { name, answers } of lines) {
    if (!answers) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
