import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { createRandom } from '../../../batch/random/create-random.ts';
import { selectBackend } from '../../../batch/train/backend/select-backend.ts';
import { buildBatch } from '../../../batch/train/build-batch.ts';
import { type DenseGradients, denseGradients } from '../../../batch/train/dense-gradients.ts';
import { maxAbsDifference } from '../../contract/support/max-abs-difference.ts';
import type { Figures } from '../support/figures.ts';
import { median } from './median.ts';
import { syntheticProblem } from './synthetic-problem.ts';

const people = 256;
const dim = 768;
const items = 1024;

/**
 * One dense step (user tower, scores, loss and all gradients, with a prefix) at a batch of 256: the stock wasm kernels
 * against the fixed ones, both against the cpu backend, whose gradients are the measure. To be called first: kernels
 * once fixed stay so.
 */
export async function measureKernels(figures: Figures): Promise<void> {
  const problem = syntheticProblem({ items, people, decisions: 40, settings: { dim } });
  const { config, state } = problem;
  const random = createRandom(2);
  const batch = buildBatch(
    problem.people,
    { items, rates: new Float64Array(items), priors: new Float32Array(items) },
    config,
    random,
  );
  const draw = (length: number) => Float32Array.from({ length }, () => random() - 0.5);
  const input = {
    ...batch,
    pools: draw(people * 3 * dim),
    candidateRows: state.parameters.itemIds,
    kernel: state.parameters.kernel,
    bias: state.parameters.bias,
  };
  const step = () => denseGradients(input, config);

  await startStockWasm();
  const stock = time(step, 3);
  await selectBackend('wasm');
  const fixed = time(step, 7);
  await selectBackend('cpu');
  const plain = time(step, 1);
  await selectBackend('wasm');

  figures.add('fixed wasm kernels against the stock ones, batch 256', stock.ms / fixed.ms, {
    unit: 'x',
    bar: 4,
    atLeast: true,
  });
  figures.add('fixed wasm kernels against the cpu backend, batch 256', plain.ms / fixed.ms, {
    unit: 'x',
    bar: 15,
    atLeast: true,
  });
  figures.add('people a second in this step: fixed wasm', (1000 * people) / fixed.ms, { unit: '/s' });
  figures.add(
    'gradients against the cpu backend, share of the largest',
    difference(fixed.result, plain.result),
    {
      unit: '',
      bar: 1e-5,
    },
  );
}

async function startStockWasm(): Promise<void> {
  const require = createRequire(import.meta.url);
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths(
    `${require.resolve('@tensorflow/tfjs-backend-wasm/package.json').replace('package.json', '')}dist/`,
  );
  if (!(await tf.setBackend('wasm'))) throw new Error('The wasm backend does not start');
}

/** The median of `runs`; before more than one, a first that is not counted. */
function time(step: () => DenseGradients, runs: number): { ms: number; result: DenseGradients } {
  let result = runs > 1 ? step() : undefined;
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const began = performance.now();
    result = step();
    times.push(performance.now() - began);
  }
  return { ms: median(times), result: result! };
}

/** Of each gradient in units of its largest entry; the worst of them. */
function difference(a: DenseGradients, b: DenseGradients): number {
  const names = ['pools', 'kernel', 'bias', 'candidates'] as const;
  return Math.max(
    ...names.map((name) => {
      const largest = b[name].reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      return maxAbsDifference(a[name], b[name]) / largest;
    }),
  );
}
