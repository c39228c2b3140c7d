import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrainingSet } from '../../../batch/io/training-set.ts';
import { type MadeModel, makeModel } from '../../../batch/jobs/make-model.ts';
import type { TrainingConfig } from '../../../batch/train/training-config.ts';

/** Trains and evaluates one model, with a line for each system of the test. */
export async function measureQuality(
  name: string,
  data: TrainingSet,
  { config, signal }: { config: TrainingConfig; signal: AbortSignal },
): Promise<MadeModel> {
  console.log(
    `${name}: ${data.items.length} items, ${data.personKeys.length} people, ${data.personIndex.length} decisions`,
  );
  const folder = await mkdtemp(join(tmpdir(), 'matching-bench-quality-'));
  try {
    const made = await makeModel(data, config, {
      backend: 'wasm',
      checkpointPath: join(folder, 'checkpoint.bin'),
      signal,
    });
    const { report } = made.evaluation;
    console.log(
      `  ${made.kind} tables; train ${made.seconds.train.toFixed(0)} s, evaluate ${made.seconds.evaluate.toFixed(0)} s`,
    );
    for (const { name: candidate, value } of report.candidates)
      console.log(`  validation  ${candidate.padEnd(18)} ${value.toFixed(4)}`);
    console.log('  test                        N@10   R@10   N@20   R@20   settings tried');
    for (const { name: system, result, absent, settingsTried } of report.systems) {
      const row = ['ndcg10', 'recall10', 'ndcg20', 'recall20'].map((key) =>
        (result?.metrics[key] ?? Number.NaN).toFixed(4),
      );
      console.log(`              ${system.padEnd(18)} ${absent ?? `${row.join(' ')} ${settingsTried}`}`);
    }
    return made;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
