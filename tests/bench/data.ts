import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Measured, measureImport } from './data/measure-import.ts';
import { Figures } from './support/figures.ts';

const sizes = [
  { rows: 1000, runs: 3 },
  { rows: 100_000, runs: 3 },
  { rows: 1_000_000, runs: 2 },
  { rows: 10_000_000, runs: 1 },
] as const;
/** The project's: 10 million events in less than 2 GB. */
const memoryBar = 2048;
/** Ten times the rows in no more than ten times the time; what one measurement differs from the next is allowed. */
const tolerance = 1.15;
const resultPath = fileURLToPath(new URL('../../bench-results/data.json', import.meta.url));

const figures = new Figures();
const cpu = cpus()[0]?.model.trim();
console.log(`data, ${cpus().length} x ${cpu}, ${Math.round(totalmem() / 2 ** 30)} GB`);

const stopped = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopped.abort());
const folder = await mkdtemp(join(tmpdir(), 'matching-bench-data-'));
const measured: Measured[] = [];
try {
  for (const size of sizes) {
    const bar = size === sizes.at(-1) ? memoryBar : undefined;
    const place = { folder: join(folder, String(size.rows)), signal: stopped.signal };
    measured.push(await measureImport(figures, { ...size, ...place, memoryBar: bar }));
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

// What a run costs whatever its size: opening, hashing, syncing and reports. It is taken off, because with it a time
// that grows faster than the rows would look as if it did not.
const [{ seconds: fixed }, small, middle, large] = measured as [Measured, Measured, Measured, Measured];
for (const [less, more] of [
  [small, middle],
  [middle, large],
] as const) {
  const growth = (more.seconds - fixed) / (less.seconds - fixed) / (more.rows / less.rows);
  figures.add(`time an event beyond the fixed: ${more.rows} to ${less.rows} events`, growth, {
    unit: 'x',
    bar: tolerance,
  });
}

await figures.write(resultPath, {
  measuredAt: new Date().toISOString(),
  node: process.version,
  cpu,
  cpus: cpus().length,
  memoryGigabytes: Math.round(totalmem() / 2 ** 30),
  stages: measured,
});
const { missed } = figures;
console.log(missed.length === 0 ? 'all bars kept' : `${missed.length} bars missed`);
process.exitCode = missed.length === 0 ? 0 : 1;
