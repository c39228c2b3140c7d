import { randomUUID } from 'node:crypto';
import { callFunction } from '../../../batch/jobs/start/call-function.ts';
import { recommendItemsResponseSchema } from '../../../shared/contracts/recommend-items.ts';
import { recordFeedbackResponseSchema } from '../../../shared/contracts/record-feedback.ts';
import { childProcesses } from '../support/child-processes.ts';
import type { Figures } from '../support/figures.ts';
import { percentile } from '../support/percentile.ts';
import { residentMemory } from '../support/resident-memory.ts';
import type { BenchPerson } from './create-bench-person.ts';
import type { BenchStack } from './open-bench-stack.ts';

const warmUp = 10;
const requests = 100;

/** Whole requests of a client of the app, one after the other, through the gateway of the embedded stack. */
export async function measureRequests(
  figures: Figures,
  { stack, person }: { stack: BenchStack; person: BenchPerson },
): Promise<void> {
  const { client } = person;
  const requestPage = async (limit: number) => {
    const page = await callFunction(client, 'recommend-items', {
      body: { limit },
      answer: recommendItemsResponseSchema,
    });
    if (page.model_version === null) throw new Error('A page was not personal');
    return page.items.map(({ id }) => id);
  };
  const pages = await timeEach(() => requestPage(20));
  addPercentiles(figures, 'recommend-items, whole request', pages);

  const shown = await requestPage(100);
  let next = 0;
  const decisions = await timeEach(async () => {
    const event = {
      event_id: randomUUID(),
      item_id: shown[next++ % shown.length]!,
      kind: 'like',
      occurred_at: new Date().toISOString(),
    };
    const { events } = await callFunction(client, 'record-feedback', {
      body: { events: [event] },
      answer: recordFeedbackResponseSchema,
    });
    if (events[0]?.outcome !== 'accepted') throw new Error('A decision was not accepted');
  });
  addPercentiles(figures, 'record-feedback, whole request', decisions);

  const [functionsHost] = await childProcesses(stack.pid);
  const rssMb = functionsHost === undefined ? null : await residentMemory(functionsHost);
  if (rssMb !== null) figures.add('memory of the functions host after these (RSS)', rssMb, { unit: 'MB' });
}

async function timeEach(run: () => Promise<unknown>): Promise<number[]> {
  const took: number[] = [];
  for (let index = -warmUp; index < requests; index++) {
    const began = performance.now();
    await run();
    if (index >= 0) took.push(performance.now() - began);
  }
  return took;
}

function addPercentiles(figures: Figures, name: string, took: number[]): void {
  for (const share of [0.5, 0.95]) {
    figures.add(`${name}, p${share * 100}`, percentile(took, share), { unit: 'ms' });
  }
}
