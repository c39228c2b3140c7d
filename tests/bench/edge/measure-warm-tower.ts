import { z } from 'zod';
import type { Figures } from '../support/figures.ts';
import { percentile } from '../support/percentile.ts';
import { runTowerScript } from './run-tower-script.ts';
import type { TowerOnDisk } from './write-tower.ts';

const rounds = 1500;
const printedSchema = z.object({
  wasmMs: z.array(z.number()).length(rounds),
  plainMs: z.array(z.number()).length(rounds),
  worst: z.number(),
});

/** The warm tower (2304 to 768) on TF.js beside a plain loop over the same weights, by turns in one process. */
export async function measureWarmTower(figures: Figures, tower: TowerOnDisk): Promise<void> {
  const { printed } = await runTowerScript('warm-tower.ts', tower, String(rounds));
  const { wasmMs, plainMs, worst } = printedSchema.parse(printed);
  figures.add('warm tower, TF.js wasm, p50', percentile(wasmMs, 0.5), { unit: 'ms' });
  figures.add('warm tower, TF.js wasm, p95', percentile(wasmMs, 0.95), { unit: 'ms' });
  figures.add('warm tower, plain loop, p50', percentile(plainMs, 0.5), { unit: 'ms' });
  figures.add('warm tower, plain loop, p95', percentile(plainMs, 0.95), { unit: 'ms' });
  figures.add('warm tower, wasm / plain at p50', percentile(wasmMs, 0.5) / percentile(plainMs, 0.5), {
    unit: '',
    bar: 1,
  });
  figures.add('warm tower, wasm / plain at p95', percentile(wasmMs, 0.95) / percentile(plainMs, 0.95), {
    unit: '',
  });
  figures.add('warm tower, largest difference of wasm and plain', worst, { unit: '', bar: 1e-5 });
}
