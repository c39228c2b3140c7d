import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDataset } from '../../../../batch/io/datasets/write-dataset.ts';
import { openDuckDb } from '../../../../batch/io/duckdb/open-duckdb.ts';
import { sqlText } from '../../../../batch/io/duckdb/sql-text.ts';
import type { DatasetManifest, DatasetStage } from '../../../../shared/contracts/dataset-manifest.ts';

export interface MadeDataset {
  folder: string;
  manifest: DatasetManifest;
}

/** A finished dataset with a table `rows` of two columns in two files, made on the given day of January 2026. */
export async function makeDataset(
  dataRoot: string,
  place: { stage: DatasetStage; name: string; version: string; day?: number; parents?: MadeDataset[] },
): Promise<MadeDataset> {
  const duck = await openDuckDb({ tempFolder: join(dataRoot, 'temp') });
  try {
    const { folder, manifest } = await writeDataset(
      { dataRoot, duck },
      {
        stage: place.stage,
        name: place.name,
        version: place.version,
        schema: { name: 'test', version: 1 },
        parents: (place.parents ?? []).map(({ manifest: { stage, name, version, fingerprint } }) => ({
          stage,
          name,
          version,
          fingerprint,
        })),
        inputs: [],
        parameters: { version: place.version },
      },
      async (partial) => {
        for (const [file, from] of [
          ['a.parquet', 0],
          ['b.parquet', 3],
        ] as const) {
          await duck.run(
            `copy (select i::bigint as number, 'text ' || i || ' of ' || ${sqlText(place.version)} as text
             from range(${from}, ${from + 3}) as r (i)) to ${sqlText(join(partial, file))} (format parquet)`,
          );
        }
        return {
          tables: { rows: ['a.parquet', 'b.parquet'] },
          accounting: { read: 7, accepted: 6, quarantined: 1 },
        };
      },
    );
    const day = String(place.day ?? 1).padStart(2, '0');
    const dated = { ...manifest, createdAt: `2026-01-${day}T00:00:00.000Z` };
    await writeFile(join(folder, 'manifest.json'), JSON.stringify(dated));
    return { folder, manifest: dated };
  } finally {
    await duck.close();
  }
}

/** Changes one field of a manifest on disk. */
export async function editManifest(folder: string, edit: (manifest: DatasetManifest) => void): Promise<void> {
  const path = join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8')) as DatasetManifest;
  edit(manifest);
  await writeFile(path, JSON.stringify(manifest));
}
