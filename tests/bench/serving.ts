import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { connectDatabase } from '../../batch/io/connect-database.ts';
import { stackPaths } from '../../batch/stack/stack-paths.ts';
import { createPeople } from './serving/create-people.ts';
import { GatewayLog } from './serving/gateway-log.ts';
import { measureCalls } from './serving/measure-calls.ts';
import { measureLatency } from './serving/measure-latency.ts';
import { measureMemory } from './serving/measure-memory.ts';
import { Figures } from './support/figures.ts';
import { functionsProcess } from './support/functions-process.ts';
import { openBenchStack } from './support/open-bench-stack.ts';

const items = 10_000;
const people = { known: 200, fresh: 20 };
const resultPath = fileURLToPath(new URL('../../bench-results/serving.json', import.meta.url));
/** The bars are for 10,000 requests, with 500 pages for one client and 2,000 for fifty; fewer of all, for a look. */
const { values } = parseArgs({ options: { requests: { type: 'string', default: '10000' } } });
const requests = Number(values.requests);
if (!(requests >= 400 && requests % 400 === 0)) throw new RangeError('--requests is a multiple of 400');

const cpu = cpus()[0]?.model.trim();
console.log(`serving, ${cpus().length} x ${cpu}, catalogue of ${items} items x 768`);
const figures = new Figures();
console.log('  … a stack with a catalogue');
const stack = await openBenchStack({ items, logLevel: 'debug' });
try {
  const itemIds = await prepareDatabase();
  console.log('  … people');
  const tokens = await createPeople(stack, { ...people, itemIds });
  const functionsPid = await functionsProcess(stack.pid);
  if (functionsPid === null) console.log('no /proc here: CPU and memory of the processes cannot be measured');
  const log = new GatewayLog(stackPaths(stack.root).log);
  const bench = { figures, stack, log, people: tokens, itemIds, functionsPid };
  await measureCalls(bench);
  await measureLatency(bench, { clients: 1, requests: requests / 20 });
  await measureLatency(bench, { clients: 50, requests: requests / 5 });
  await measureMemory(bench, { requests });
} finally {
  await stack.remove();
}

await figures.write(resultPath, {
  measuredAt: new Date().toISOString(),
  node: process.version,
  ...{ cpu, cpus: cpus().length, items, people, requests },
});
const { missed } = figures;
console.log(missed.length === 0 ? 'all bars kept' : `${missed.length} bars missed`);
process.exitCode = missed.length === 0 ? 0 : 1;

async function prepareDatabase(): Promise<number[]> {
  const database = await connectDatabase(stack.dbUrl, { applicationName: 'bench' });
  try {
    // All clients here have one address, and nobody asks how many requests it may make.
    await database.query("delete from app.rate_limits where kind = 'address'");
    const { rows } = await database.query<{ id: number }>(
      'select id::integer as id from app.items order by id',
    );
    return rows.map(({ id }) => id);
  } finally {
    await database.end();
  }
}
