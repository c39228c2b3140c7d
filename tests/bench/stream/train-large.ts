import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hashFile } from '../../../batch/io/datasets/hash-file.ts';
import { readManifest } from '../../../batch/io/datasets/read-manifest.ts';
import { openTrainingData } from '../../../batch/jobs/build-training-set/open-training-data.ts';
import { tableCandidates } from '../../../batch/jobs/tables/table-candidates.ts';
import { tableFitter } from '../../../batch/jobs/tables/table-fitter.ts';
import { selectBackend } from '../../../batch/train/backend/select-backend.ts';
import { historiesPath } from '../../../batch/train/histories/histories-path.ts';
import { trainingConfigSchema } from '../../../batch/train/training-config.ts';

/** What this script prints, as JSON. Memory is the largest resident size up to then. */
export interface LargeTraining {
  openedMegabytes: number;
  trainedMegabytes: number;
  /** Until the first step, decisions in hand or ordered on disk. */
  prepareSeconds: number;
  stepSeconds: number;
  historiesMegabytes: number;
  /** SHA-256 (hex) of the checkpoint: weights, moments and losses. */
  checkpoint: string;
}

const steps = 20;
const [folder, workFolder, streamAboveDecisions] = process.argv.slice(2) as [string, string, string];
// The same settings whether it streams or not: they are in the checkpoint.
const config = trainingConfigSchema.parse({ dim: 32, epochs: 1, batchSize: 192, sampledNegatives: 512 });
const peak = (): number => process.resourceUsage().maxRSS / 1024;
const secondsSince = (began: number): number => (performance.now() - began) / 1000;

const backend = await selectBackend('wasm');
const began = performance.now();
const manifest = (await readManifest(folder))!;
const data = await openTrainingData(
  { folder, manifest },
  { dataRoot: workFolder, streamAboveDecisions: Number(streamAboveDecisions) },
);
const openedMegabytes = peak();
const checkpointPath = join(workFolder, `checkpoint-${streamAboveDecisions}.bin`);
const enough = new AbortController();
let prepareSeconds = 0;
let done = 0;
const makeTables = tableFitter(data, config, {
  ...{ trainRows: data.split.trainEnd, backend, checkpointPath, signal: enough.signal },
  onProgress: (_, __, detail) => {
    if (!detail.startsWith('loss')) return;
    if (++done === 1) prepareSeconds = secondsSince(began);
    if (done === steps) enough.abort();
  },
});
const [trained] = tableCandidates(config, { hasNopes: true });
await makeTables(trained!).catch((error: unknown) => {
  if (!enough.signal.aborted) throw error;
});
const histories = await stat(historiesPath(checkpointPath)).catch(() => null);
console.log(
  JSON.stringify({
    ...{ openedMegabytes, trainedMegabytes: peak(), prepareSeconds },
    stepSeconds: (secondsSince(began) - prepareSeconds) / (steps - 1),
    historiesMegabytes: (histories?.size ?? 0) / 2 ** 20,
    checkpoint: (await hashFile(checkpointPath)).sha256,
  } satisfies LargeTraining),
);
