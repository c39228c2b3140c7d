// npm run bench:retrieval [-- --items 1000,10000,50000]
// With `--database <url> --items <one size>` on another Postgres: a new database that has the migrations and nothing else.
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { connectDatabase } from '../../batch/io/connect-database.ts';
import { openMigratedStack } from '../support/stack/open-migrated-stack.ts';
import { measureRetrieval } from './retrieval/measure-retrieval.ts';
import { Figures } from './support/figures.ts';

const resultPath = fileURLToPath(new URL('../../bench-results/retrieval.json', import.meta.url));
const { values } = parseArgs({
  options: { items: { type: 'string', default: '1000,10000,50000' }, database: { type: 'string' } },
});
const sizes = values.items.split(',').map(Number);
if (!sizes.every((size) => Number.isSafeInteger(size) && size >= 1000)) {
  throw new TypeError(
    'Cannot measure: --items is a list of whole numbers from 1000 on, with commas between them',
  );
}
if (values.database !== undefined && sizes.length > 1) {
  throw new TypeError('Cannot measure: a database takes one size of --items');
}

const figures = new Figures();
const where = values.database === undefined ? 'embedded database' : 'a database elsewhere';
const cpu = cpus()[0]?.model.trim();
console.log(`retrieval, ${cpus().length} x ${cpu}, vectors 768 wide, ${where}`);
for (const items of sizes) {
  if (values.database !== undefined) await measure(values.database, items);
  else await measureEmbedded(items);
}

await figures.write(resultPath, {
  measuredAt: new Date().toISOString(),
  node: process.version,
  cpu,
  cpus: cpus().length,
  where,
  sizes,
});
const { missed } = figures;
console.log(missed.length === 0 ? 'all bars kept' : `${missed.length} bars missed`);
process.exitCode = missed.length === 0 ? 0 : 1;

async function measureEmbedded(items: number): Promise<void> {
  const stack = await openMigratedStack();
  // An interrupted measurement would leave the folder of its database behind.
  const stop = () => stack.remove().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  try {
    await measure(stack.dbUrl, items);
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeListener(signal, stop);
    await stack.remove();
  }
}

async function measure(dbUrl: string, items: number): Promise<void> {
  const database = await connectDatabase(dbUrl, { applicationName: 'bench:retrieval' });
  try {
    await measureRetrieval(figures, { database, items });
  } finally {
    await database.end();
  }
}
