import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runScript } from './data/run-script.ts';
import type { LargeTraining } from './stream/train-large.ts';
import { writeDecisions } from './stream/write-decisions.ts';
import { Figures } from './support/figures.ts';

/** Twice the people with as many decisions each: what streaming holds must hardly grow. */
const sizes = [100_000, 200_000].map((people) => ({ people, items: 5000, decisionsEach: 100 }));
const growthBar = 1.15;
const resultPath = fileURLToPath(new URL('../../bench-results/stream.json', import.meta.url));

const figures = new Figures();
const cpu = cpus()[0]?.model.trim();
console.log(`streamed training, ${cpus().length} x ${cpu}, ${Math.round(totalmem() / 2 ** 30)} GB`);

const stopped = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopped.abort());
const folder = await mkdtemp(join(tmpdir(), 'matching-bench-stream-'));
const peaks: number[] = [];
try {
  for (const size of sizes) {
    const label = `${(size.people * size.decisionsEach) / 1e6} M`;
    const dataset = await writeDecisions(folder, size);
    const train = async (streamAbove: number): Promise<LargeTraining> => {
      const args = [dataset, folder, String(streamAbove)];
      const { printed } = await runScript('../stream/train-large.ts', args, stopped.signal);
      await rm(join(folder, `checkpoint-${streamAbove}.bin`));
      return printed as LargeTraining;
    };
    const streamed = await train(0);
    const memory = await train(1e12);
    for (const [how, made] of Object.entries({ memory, streamed })) {
      figures.add(`${label}, ${how}: peak after opening`, made.openedMegabytes, { unit: 'MB' });
      figures.add(`${label}, ${how}: peak after 20 steps`, made.trainedMegabytes, { unit: 'MB' });
      figures.add(`${label}, ${how}: until the first step`, made.prepareSeconds, { unit: 's' });
      figures.add(`${label}, ${how}: step of 192 people`, made.stepSeconds, { unit: 's' });
    }
    figures.add(`${label}, streamed: file of histories`, streamed.historiesMegabytes, { unit: 'MB' });
    const differ = Number(streamed.checkpoint !== memory.checkpoint);
    figures.add(`${label}: checkpoints that differ from those in memory`, differ, { unit: '', bar: 0 });
    peaks.push(streamed.trainedMegabytes);
    await rm(dataset, { recursive: true });
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
figures.add('peak of streamed training, 20 M to 10 M decisions', peaks[1]! / peaks[0]!, {
  ...{ unit: 'x', bar: growthBar },
});

await figures.write(resultPath, {
  measuredAt: new Date().toISOString(),
  node: process.version,
  cpu,
  cpus: cpus().length,
  memoryGigabytes: Math.round(totalmem() / 2 ** 30),
});
const { missed } = figures;
console.log(missed.length === 0 ? 'all bars kept' : `${missed.length} bars missed`);
process.exitCode = missed.length === 0 ? 0 : 1;
