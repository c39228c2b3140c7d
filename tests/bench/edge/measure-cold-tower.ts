import { z } from 'zod';
import type { Figures } from '../support/figures.ts';
import { percentile } from '../support/percentile.ts';
import { runTowerScript } from './run-tower-script.ts';
import type { TowerOnDisk } from './write-tower.ts';

const starts = 7;
const barCpuMs = 400;
const printedSchema = z.object({ width: z.literal(768), cpuMs: z.number(), rssMb: z.number() });

/** From the start of a Deno process to its first embedding: medians of several starts, after one that fills caches. */
export async function measureColdTower(figures: Figures, tower: TowerOnDisk): Promise<void> {
  const runs: { wallMs: number; cpuMs: number; rssMb: number }[] = [];
  for (let start = 0; start <= starts; start++) {
    const { wallMs, printed } = await runTowerScript('first-embedding.ts', tower);
    if (start > 0) runs.push({ wallMs, ...printedSchema.parse(printed) });
  }
  const median = (key: 'wallMs' | 'cpuMs' | 'rssMb') =>
    percentile(
      runs.map((run) => run[key]),
      0.5,
    );
  figures.add('Deno start to first embedding, CPU', median('cpuMs'), { unit: 'ms', bar: barCpuMs });
  figures.add('Deno start to first embedding, wall', median('wallMs'), { unit: 'ms' });
  figures.add('memory of Deno with one tower (RSS)', median('rssMb'), { unit: 'MB' });
}
