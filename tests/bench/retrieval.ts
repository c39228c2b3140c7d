// npm run bench:retrieval [-- --items 1000,10000,50000]
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { connectDatabase } from '../../batch/io/connect-database.ts';
import { openMigratedStack } from '../support/stack/open-migrated-stack.ts';
import { measureRetrieval } from './retrieval/measure-retrieval.ts';
import { Figures } from './support/figures.ts';

const resultPath = fileURLToPath(new URL('../../bench-results/retrieval.json', import.meta.url));
const { values } = parseArgs({ options: { items: { type: 'string', default: '1000,10000,50000' } } });
const sizes = values.items.split(',').map(Number);
if (!sizes.every((size) => Number.isSafeInteger(size) && size >= 1000)) {
  throw new TypeError(
    'Cannot measure: --items is a list of whole numbers from 1000 on, with commas between them',
  );
}

const figures = new Figures();
const cpu = cpus()[0]?.model.trim();
console.log(`retrieval, ${cpus().length} x ${cpu}, vectors 768 wide in the embedded database`);
for (const items of sizes) {
  const stack = await openMigratedStack();
  // An interrupted measurement would leave the folder of its database behind.
  const stop = () => stack.remove().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  try {
    const database = await connectDatabase(stack.dbUrl, { applicationName: 'bench' });
    try {
      await measureRetrieval(figures, { database, items });
    } finally {
      await database.end();
    }
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeListener(signal, stop);
    await stack.remove();
  }
}

await figures.write(resultPath, {
  measuredAt: new Date().toISOString(),
  node: process.version,
  cpu,
  cpus: cpus().length,
  sizes,
});
const { missed } = figures;
console.log(missed.length === 0 ? 'all bars kept' : `${missed.length} bars missed`);
process.exitCode = missed.length === 0 ? 0 : 1;
