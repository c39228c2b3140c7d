import { rm } from 'node:fs/promises';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { createBenchPerson } from './edge/create-bench-person.ts';
import { measureBundles } from './edge/measure-bundles.ts';
import { measureColdTower } from './edge/measure-cold-tower.ts';
import { measureFirstAnswer } from './edge/measure-first-answer.ts';
import { measureWarmTower } from './edge/measure-warm-tower.ts';
import { writeTower } from './edge/write-tower.ts';
import { Figures } from './support/figures.ts';
import { openBenchStack } from './support/open-bench-stack.ts';

const items = 2000;
const resultPath = fileURLToPath(new URL('../../bench-results/edge.json', import.meta.url));

const figures = new Figures();
console.log(`edge, ${cpus().length} x ${cpus()[0]?.model.trim()}, catalogue of ${items} items x 768`);

await measureBundles(figures);

const tower = await writeTower();
try {
  await measureColdTower(figures, tower);
  await measureWarmTower(figures, tower);
} finally {
  await rm(tower.folder, { recursive: true, force: true });
}

const stack = await openBenchStack({ items });
try {
  const person = await createBenchPerson(stack);
  await measureFirstAnswer(figures, { stack, person });
} finally {
  await stack.remove();
}

await figures.write(resultPath, {
  measuredAt: new Date().toISOString(),
  node: process.version,
  cpu: cpus()[0]?.model.trim(),
  cpus: cpus().length,
  items,
});
const { missed } = figures;
console.log(missed.length === 0 ? 'all bars kept' : `${missed.length} bars missed`);
process.exitCode = missed.length === 0 ? 0 : 1;
