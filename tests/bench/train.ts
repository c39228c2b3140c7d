import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { Figures } from './support/figures.ts';
import { measureKernels } from './train/measure-kernels.ts';
import { measureLeaks } from './train/measure-leaks.ts';
import { measureRate } from './train/measure-rate.ts';
import { measureTables } from './train/measure-tables.ts';

const resultPath = fileURLToPath(new URL('../../bench-results/train.json', import.meta.url));

const figures = new Figures();
const cpu = cpus()[0]?.model.trim();
console.log(`training, ${cpus().length} x ${cpu}, ${Math.round(totalmem() / 2 ** 30)} GB`);

// The kernels first: once fixed, they stay so.
await measureKernels(figures);
await measureRate(figures);
measureTables(figures);
await measureLeaks(figures);

await figures.write(resultPath, {
  measuredAt: new Date().toISOString(),
  node: process.version,
  tfjs: tf.version_core,
  cpu,
  cpus: cpus().length,
  memoryGigabytes: Math.round(totalmem() / 2 ** 30),
});
const { missed } = figures;
console.log(missed.length === 0 ? 'all bars kept' : `${missed.length} bars missed`);
process.exitCode = missed.length === 0 ? 0 : 1;
