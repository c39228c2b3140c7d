import { percentile } from '../support/percentile.ts';
import { residentMemory } from '../support/resident-memory.ts';
import { clientOf } from './create-people.ts';
import { type RequestName, sendRequest } from './request-mix.ts';
import { runClients } from './run-clients.ts';
import type { ServingBench } from './serving-bench.ts';

/** Of four requests. */
const mix: readonly RequestName[] = ['recommend-items', 'record-feedback', 'find-items', 'record-feedback'];
const clients = 4;
const sampleEvery = 20;
/** The project's: MB of a warm function. */
const barMb = 150;
/** What the last quarter may be above the second one. Before that, memory is still being grown into. */
const barGrowth = 1.05;

/** Memory of the process that runs the functions, all of them in one, over many requests of three kinds. */
export async function measureMemory(bench: ServingBench, { requests }: { requests: number }): Promise<void> {
  const { figures, stack, people, itemIds, functionsPid } = bench;
  const samples: number[] = [];
  const sample = async () => {
    samples.push((functionsPid === null ? null : await residentMemory(functionsPid)) ?? Number.NaN);
  };
  await sample();
  let ended = 0;
  await runClients({ clients, requests }, async (index) => {
    const client = clientOf(stack, people[index % people.length]!);
    await sendRequest(client, mix[index % mix.length]!, { index, itemIds });
    if (++ended % sampleEvery === 0) await sample();
    if (ended % 500 === 0)
      console.log(`  … ${ended} of ${requests} requests, ${samples.at(-1)!.toFixed(0)} MB`);
  });
  const quarter = (which: number) =>
    samples.slice(Math.floor((which * samples.length) / 4), Math.floor(((which + 1) * samples.length) / 4));
  const median = (values: readonly number[]) => percentile(values, 0.5);
  figures.add('memory of all functions before these requests (RSS)', samples[0]!, { unit: 'MB' });
  figures.add('memory of all functions, most of the last quarter', Math.max(...quarter(3)), {
    unit: 'MB',
    bar: barMb,
  });
  figures.add('memory, last quarter over second, medians', median(quarter(3)) / median(quarter(1)), {
    unit: 'x',
    bar: barGrowth,
  });
}
