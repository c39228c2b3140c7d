import { setTimeout } from 'node:timers/promises';
import { percentile } from '../support/percentile.ts';
import { clientOf } from './create-people.ts';
import type { GatewayLine } from './gateway-log.ts';
import { type RequestName, sendRequest } from './request-mix.ts';
import type { ServingBench } from './serving-bench.ts';

const requests = 100;
/** The project's: context, then retrieval. */
const bars: Partial<Record<RequestName, number>> = { 'recommend-items': 2 };
const patienceMs = 10_000;

/** Database calls of each endpoint as the gateway sees them, one request after the other, and what each of them takes. */
export async function measureCalls(bench: ServingBench): Promise<void> {
  for (const name of ['recommend-items', 'find-items', 'record-feedback'] as const) {
    const lines = await linesOf(bench, name);
    const calls = callsOf(lines);
    const count = (waited: boolean) =>
      calls.filter((call) => call.waited === waited).reduce((sum, call) => sum + call.perRequest, 0);
    const { figures } = bench;
    const bar = bars[name];
    figures.add(`${name}: database calls that the answer waits for`, count(true), {
      unit: '',
      ...(bar !== undefined && { bar }),
    });
    figures.add(`${name}: database calls after the answer`, count(false), { unit: '' });
    for (const call of calls) figures.add(`${name}: ${call.name}, p50`, call.p50, { unit: 'ms' });
    const answers = lines.filter(({ answers }) => answers).map(({ ms }) => ms);
    figures.add(`${name}: answer of the function, p50`, percentile(answers, 0.5), { unit: 'ms' });
  }
}

async function linesOf(
  { stack, log, people, itemIds }: ServingBench,
  name: RequestName,
): Promise<GatewayLine[]> {
  const send = (index: number) =>
    sendRequest(clientOf(stack, people[index % people.length]!), name, { index, itemIds });
  await log.readNew();
  await send(0);
  await untilQuiet();
  for (let index = 1; index <= requests; index++) await send(index);
  return untilQuiet();

  /** What the answers did not wait for may still be under way: every request makes the same calls in the end. */
  async function untilQuiet(): Promise<GatewayLine[]> {
    const lines: GatewayLine[] = [];
    const deadline = performance.now() + patienceMs;
    do {
      lines.push(...(await log.readNew()));
      const answers = lines.filter((line) => line.answers).length;
      if (answers > 0 && [...countByName(lines).values()].every((count) => count % answers === 0))
        return lines;
      await setTimeout(20);
    } while (performance.now() < deadline);
    throw new Error(`The calls of ${name} are not the same for every request`);
  }
}

interface Call {
  name: string;
  perRequest: number;
  /** Whether it was over before the answer every single time. One that is not waited for comes later at least once. */
  waited: boolean;
  p50: number;
}

function callsOf(lines: readonly GatewayLine[]): Call[] {
  const totals = countByName(lines);
  const calls = [...totals].map(([name, total]): Call => {
    const perRequest = total / requests;
    let seen = 0;
    let answered = 0;
    let waited = true;
    for (const line of lines) {
      if (line.name === name) seen++;
      if (line.answers) answered++;
      if (seen < answered * perRequest) waited = false;
    }
    const took = lines.filter((line) => line.name === name).map(({ ms }) => ms);
    return { name, perRequest, waited, p50: percentile(took, 0.5) };
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
