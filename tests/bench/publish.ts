// npm run bench:publish [-- --items 10000,50000]
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { connectDatabase } from '../../batch/io/connect-database.ts';
import { runStackInBackground } from '../../batch/stack/run-stack-in-background.ts';
import { stopStack } from '../../batch/stack/stop-stack.ts';
import { createTestRoot } from '../support/stack/create-test-root.ts';
import { measurePublish } from './publish/measure-publish.ts';
import { Figures } from './support/figures.ts';

const resultPath = fileURLToPath(new URL('../../bench-results/publish.json', import.meta.url));
const { values } = parseArgs({ options: { items: { type: 'string', default: '10000,50000' } } });
const sizes = values.items.split(',').map(Number);
if (!sizes.every((size) => Number.isSafeInteger(size) && size >= 1000)) {
  throw new TypeError(
    'Cannot measure: --items is a list of whole numbers from 1000 on, with commas between them',
  );
}

const figures = new Figures();
const cpu = cpus()[0]?.model.trim();
console.log(`publish, ${cpus().length} x ${cpu}, vectors 768 wide, embedded database`);
const stopped = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort());
for (const items of sizes) await measure(items);

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

/** A stack in a process of its own: the publishing process is another one, as it is with a hosted project. */
async function measure(items: number): Promise<void> {
  const { signal } = stopped;
  signal.throwIfAborted();
  const place = await createTestRoot({ migrated: true });
  const folder = await mkdtemp(join(tmpdir(), 'matching-bench-publish-'));
  try {
    const { dbUrl } = await runStackInBackground({
      ...{ root: place.root, apiPort: 0, dbPort: 0 },
      functionsFolder: join(place.root, 'no-functions'),
    });
    try {
      const database = await connectDatabase(dbUrl, { applicationName: 'bench:publish' });
      await measurePublish(figures, { database, dbUrl, folder, items, signal }).finally(() => database.end());
    } finally {
      await stopStack(place.root);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
    await place.remove();
  }
}
