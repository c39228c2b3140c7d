import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { importModel } from '../../../batch/jobs/models/import-model.ts';
import { verifyModel } from '../../../batch/jobs/models/verify-model.ts';
import { writeItemVectors } from '../../../batch/publish/item-vectors.ts';
import { runUserTower } from '../../../batch/publish/run-user-tower.ts';
import { maxAbsDifference } from '../../contract/support/max-abs-difference.ts';
import { seededNumbers } from '../../contract/support/seeded-numbers.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { seededArtifactInput } from '../publish/support/seeded-artifact-input.ts';
import { unitRows } from './support/write-seeded-run.ts';

const fixtures = fileURLToPath(new URL('./fixtures/tensorflowjs-converter/', import.meta.url));
const dim = 8;
const expectedSchema = z.strictObject({
  inputs: z.array(z.array(z.number()).length(3 * dim)),
  embeddings: z.array(z.array(z.number()).length(dim)),
});

// Which tower, whether it leaves its output as it is, what it is taken for, and how near it has to come.
const towers = [
  ['layers-model', true, 'layers-model', 1e-6],
  // Weights of 11 bits: relative errors of 2^-12 in each.
  ['layers-model-float16', true, 'layers-model', 2e-3],
  ['graph-model', false, 'graph-model', 1e-6],
  ['keras3-layers-model', true, 'layers-model', 1e-6],
] as const;

describe('importModel() of what Python’s converter wrote', () => {
  it.each(towers)('computes the numbers of Keras from %s', async (name, normalise, format, tolerance) => {
    const root = newTempFolder();
    const folder = path.join(root, 'made-elsewhere');
    await mkdir(folder);
    await cp(path.join(fixtures, name), folder, { recursive: true });
    const { spec } = seededArtifactInput({ dim, itemCount: 3 });
    await writeFile(path.join(folder, 'feature_spec.json'), JSON.stringify(spec));
    const vectors = path.join(folder, 'v.bin');
    await writeItemVectors(vectors, {
      dim,
      itemIds: [3, 5, 9],
      embeddings: unitRows(seededNumbers(4, 3 * dim, 1), dim),
      historyInputs: seededNumbers(5, 3 * dim, 1),
    });
    const done = await importModel(folder, { root, vectors, normalise, dtype: 'float32' });
    expect(done).toMatchObject({ format, items: 3 });
    await verifyModel({ run: done.run, published: null }, { root });

    const tower = path.join(done.run, 'artifact/user_tower');
    const modelJson = await readFile(path.join(tower, 'model.json'), 'utf8');
    const weights = new Uint8Array(await readFile(path.join(tower, 'weights.bin')));
    const { inputs, embeddings } = expectedSchema.parse(
      JSON.parse(await readFile(path.join(fixtures, name, 'expected.json'), 'utf8')),
    );
    const found = await runUserTower(
      { modelJson, weights },
      dim,
      inputs.map((input) => Float32Array.from(input)),
    );
    for (const [row, embedding] of embeddings.entries()) {
      expect(maxAbsDifference(found[row]!, embedding)).toBeLessThan(tolerance);
    }
    expect(embeddings).toHaveLength(2);
  });
});
