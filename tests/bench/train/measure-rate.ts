import { createRandom } from '../../../batch/random/create-random.ts';
import { matmulRate } from '../../../batch/train/backend/matmul-rate.ts';
import { selectBackend } from '../../../batch/train/backend/select-backend.ts';
import { buildBatch } from '../../../batch/train/build-batch.ts';
import { candidateRates } from '../../../batch/train/candidates/candidate-rates.ts';
import { decayLogs } from '../../../batch/train/decay-logs.ts';
import { memoryHistories } from '../../../batch/train/histories/memory-histories.ts';
import { prefixWidths } from '../../../batch/train/loss/prefix-widths.ts';
import { createScratch } from '../../../batch/train/scratch.ts';
import type { TrainingConfig } from '../../../batch/train/training-config.ts';
import { trainingStep } from '../../../batch/train/training-step.ts';
import { updateParameters } from '../../../batch/train/update-parameters.ts';
import type { Figures } from '../support/figures.ts';
import { median } from './median.ts';
import { type SyntheticProblem, syntheticProblem } from './synthetic-problem.ts';

const warmUp = 2;
const measured = 8;

/**
 * Whole training steps, from drawing examples to the updated tables, against the rate of the backend's own 1024³
 * product, measured in turn so that both meet the machine in the same state. Counted are the multiplications of the
 * matrix products alone, forward and backward.
 */
export async function measureRate(figures: Figures): Promise<void> {
  await selectBackend('wasm');
  const full = syntheticProblem({ items: 1700, people: 192 * 4, decisions: 60, settings: {} });
  const whole = await runSteps(full);
  figures.add('step: 1,700 items x 768, 192 people, full softmax', whole.ms, { unit: 'ms' });
  figures.add('training rate against the own 1024³ product', whole.share, {
    unit: 'x',
    bar: 0.35,
    atLeast: true,
  });
  const settings = { sampledNegatives: 1000 };
  const large = syntheticProblem({ items: 50_000, people: 192 * 4, decisions: 20, settings });
  const sampled = await runSteps(large);
  figures.add('step: 50,000 items x 768, 192 people, sampled', sampled.ms, { unit: 'ms' });
  figures.add('sampled training rate against the own 1024³ product', sampled.share, { unit: 'x' });
  figures.add('epoch of 100,000 people, 2 million events', (sampled.ms * 100_000) / 192 / 60_000, {
    unit: 'min',
  });
}

async function runSteps({ config, items, people, content, state }: SyntheticProblem) {
  const source = memoryHistories(people, config);
  const random = createRandom(3);
  const rates = await candidateRates(source.everybody(), { items, emptyHistory: 0, random });
  const decay = decayLogs(warmUp + measured, config);
  const priors = new Float32Array(items);
  const scratch = createScratch();
  const times: number[] = [];
  const shares: number[] = [];
  for (let step = 0; step < warmUp + measured; step++) {
    const own = matmulRate(1024, 1);
    const began = performance.now();
    const batchPeople = await source.steps.people(0, step % source.steps.perEpoch);
    const batch = buildBatch(batchPeople, { items, rates, priors }, config, random);
    const hidden = Uint8Array.from({ length: batch.candidates }, () => (random() < config.idDropout ? 1 : 0));
    const { gradients } = trainingStep(batch, state.parameters, { content, config, hidden, scratch });
    state.step++;
    updateParameters(state, gradients, { learningRate: config.learningRate, decayLogs: decay });
    const ms = performance.now() - began;
    if (step < warmUp) continue;
    times.push(ms);
    shares.push(gigaflops(batch, config) / (ms / 1000) / own);
  }
  return { ms: median(times), share: median(shares) };
}

/** Each product costs two operations a multiplication, and twice that again for the gradients of its two operands. */
function gigaflops(batch: { size: number; candidates: number }, { dim, matryoshka }: TrainingConfig): number {
  const widths = [dim, ...prefixWidths(matryoshka, dim)];
  const scores = widths.reduce((sum, width) => sum + batch.size * batch.candidates * width, 0);
  return (6 * (batch.size * 3 * dim * dim + scores)) / 1e9;
}
