// npm run bench:release
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { measureRollback } from './release/measure-rollback.ts';
import { Figures } from './support/figures.ts';
import { openBenchStack } from './support/open-bench-stack.ts';

const resultPath = fileURLToPath(new URL('../../bench-results/release.json', import.meta.url));
const items = 2000;
const cpu = cpus()[0]?.model.trim();
console.log(
  `release, ${cpus().length} x ${cpu}, embedded stack, ${items.toLocaleString('en')} items, vectors 768 wide`,
);

const figures = new Figures();
const stack = await openBenchStack({ items });
try {
  await measureRollback(figures, stack);
} finally {
  await stack.remove();
}
await figures.write(resultPath, {
  ...{ measuredAt: new Date().toISOString(), node: process.version, cpu, cpus: cpus().length, items },
});
const { missed } = figures;
console.log(missed.length === 0 ? 'all bars kept' : `${missed.length} bars missed`);
process.exitCode = missed.length === 0 ? 0 : 1;
