import type { TrainingSet } from '../../../../batch/io/training-set.ts';
import { type ItemVectors, writeItemVectors } from '../../../../batch/publish/item-vectors.ts';
import { type Artifact, readArtifact } from '../../../../batch/publish/read-artifact.ts';
import { runFolderPaths } from '../../../../batch/publish/run-folder-paths.ts';
import { type ArtifactInput, writeArtifact } from '../../../../batch/publish/write-artifact.ts';
import { seededNumbers } from '../../../contract/support/seeded-numbers.ts';
import { newTempFolder } from '../../../fixtures/new-temp-folder.ts';
import { seededUnitRows } from '../../../support/serving/seeded-unit-rows.ts';
import { seededArtifactInput } from '../../../unit/publish/support/seeded-artifact-input.ts';

export interface SeededRun {
  folder: string;
  version: string;
  artifact: Artifact;
  vectors: ItemVectors;
}

/** The database's width; no other can be loaded. */
const dim = 768;

/**
 * A finished run with drawn weights, in a folder of its own. `second` goes into the version's name, which tells runs
 * apart; the towers of all are the same.
 */
export async function writeSeededRun(
  items: TrainingSet['items'],
  second: number,
  changes: Partial<ArtifactInput> = {},
): Promise<SeededRun> {
  const folder = newTempFolder();
  const paths = runFolderPaths(folder);
  const rows = items.length;
  const createdAt = new Date(Date.UTC(2026, 10, 23, 6, 0, second));
  const input = seededArtifactInput({ dim, itemCount: rows, createdAt });
  const { version } = await writeArtifact(paths.artifact, { ...input, ...changes });
  const vectors = {
    dim,
    itemIds: items.map(({ id }) => id),
    embeddings: seededUnitRows(second, { rows, dim }),
    historyInputs: seededNumbers(second + 100, rows * dim, 3),
  };
  await writeItemVectors(paths.vectors, vectors);
  return { folder, version, artifact: await readArtifact(paths.artifact), vectors };
}
