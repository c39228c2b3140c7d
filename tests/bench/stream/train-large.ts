import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { popularity, recentPopularity } from '../../../batch/evaluate/baselines/popularity.ts';
import { chooseTables } from '../../../batch/evaluate/choose-tables.ts';
import { evaluateModel } from '../../../batch/evaluate/evaluate-model.ts';
import { twoTowerScorer } from '../../../batch/evaluate/two-tower-scorer.ts';
import { readManifest } from '../../../batch/io/datasets/read-manifest.ts';
import { openTrainingData } from '../../../batch/jobs/build-training-set/open-training-data.ts';
import { tableFitter } from '../../../batch/jobs/fit-tables.ts';
import { tableCandidates } from '../../../batch/jobs/table-candidates.ts';
import { selectBackend } from '../../../batch/train/backend/select-backend.ts';
import { historiesPath } from '../../../batch/train/histories/histories-path.ts';
import { trainingConfigSchema } from '../../../batch/train/training-config.ts';

/** What this script prints, as JSON. Memory is the largest resident size up to then. */
export interface LargeTraining {
  openedMegabytes: number;
  trainedMegabytes: number;
  /** Null where all decisions are in memory: everybody would be ranked for. */
  evaluatedMegabytes: number | null;
  /** Until the first step, decisions in hand or ordered on disk. */
  prepareSeconds: number;
  stepSeconds: number;
  evaluateSeconds: number | null;
  historiesMegabytes: number;
  /** SHA-256 (hex) of both item tables and the user tower. */
  weights: string;
}

const [folder, workFolder, streamAboveDecisions] = process.argv.slice(2) as [string, string, string];
const config = trainingConfigSchema.parse({
  ...{ dim: 32, epochs: 1, batchSize: 4096, sampledNegatives: 512, warmupSteps: 5 },
  ...{ checkpointEverySteps: 1000, streamAboveDecisions: Number(streamAboveDecisions) },
});
const peak = (): number => process.resourceUsage().maxRSS / 1024;
const secondsSince = (began: number): number => (performance.now() - began) / 1000;

const backend = await selectBackend('wasm');
const began = performance.now();
const manifest = (await readManifest(folder))!;
const data = await openTrainingData({ folder, manifest }, { dataRoot: workFolder, ...config });
const openedMegabytes = peak();
const checkpointPath = join(workFolder, `checkpoint-${streamAboveDecisions}.bin`);
let prepareSeconds = 0;
let steps = 0;
const makeTables = tableFitter(data, config, {
  ...{ trainRows: data.split.trainEnd, backend, checkpointPath },
  onProgress: (_, __, detail) => {
    if (!detail.startsWith('loss')) return;
    if (steps++ === 0) prepareSeconds = secondsSince(began);
  },
});
const [trained] = tableCandidates(config);
const { tables } = await makeTables(trained!);
const stepSeconds = (secondsSince(began) - prepareSeconds) / Math.max(1, steps - 1);
const trainedMegabytes = peak();
const histories = await stat(historiesPath(checkpointPath)).catch(() => null);
const evaluateSeconds = histories && (await evaluate());
const hash = createHash('sha256');
const { embeddings, historyInputs, userTower } = tables;
for (const array of [embeddings, historyInputs, userTower.kernel, userTower.bias])
  hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
console.log(
  JSON.stringify({
    ...{ openedMegabytes, trainedMegabytes, evaluatedMegabytes: histories && peak() },
    ...{ prepareSeconds, stepSeconds, evaluateSeconds },
    historiesMegabytes: (histories?.size ?? 0) / 2 ** 20,
    weights: hash.digest('hex'),
  } satisfies LargeTraining),
);

async function evaluate(): Promise<number> {
  const started = performance.now();
  const { temperature, seed, history, streamTestPeople } = config;
  const scorer = twoTowerScorer(tables, { history, temperature });
  const candidate = { name: 'trained', temperature, logits: scorer.logits };
  const choice = await chooseTables([candidate], { data, seed });
  await evaluateModel(data, choice, {
    ...{ seed, testPeople: streamTestPeople, baselines: [popularity, recentPopularity] },
    vectors: tables,
  });
  scorer.dispose();
  return secondsSince(started);
}
