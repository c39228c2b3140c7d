import { join, relative } from 'node:path';
import type { Client } from 'pg';
import { z } from 'zod';
import type { DatasetManifest } from '../../shared/contracts/dataset-manifest.ts';
import { exportFormats } from '../../shared/contracts/export-configuration.ts';
import { dataRootPaths } from '../io/datasets/data-root-paths.ts';
import { listDatasets } from '../io/datasets/list-datasets.ts';

export interface FinishedExport {
  exportId: string;
  folder: string;
  /** Absolute. */
  file: string;
  manifest: DatasetManifest;
}

/** What the manifest of an export says beside what every manifest does. */
const parametersSchema = z.object({
  exportId: z.uuid(),
  runId: z.uuid().nullable(),
  configuration: z.object({ format: z.enum(exportFormats) }),
});

/** Notes the exports of one name that app.export_history does not know yet. Returns how many those were. */
export async function recordExports(client: Client, dataRoot: string, name: string): Promise<number> {
  const { root } = dataRootPaths(dataRoot);
  const { datasets } = await listDatasets(dataRoot, { stage: 'exports', name });
  let recorded = 0;
  for (const { folder, manifest } of datasets) {
    const { exportId, runId, configuration } = parametersSchema.parse(manifest.parameters);
    const file = manifest.tables[0]!.files[0]!;
    const { rowCount } = await client.query(
      `insert into app.export_history (id, export, format, rows, bytes, sha256, file, run_id, exported_at)
       values ($1, $2, $3, $4, $5, $6, $7, (select id from app.job_runs where id = $8), $9)
       on conflict (id) do nothing`,
      [
        exportId,
        name,
        configuration.format,
        file.rows,
        file.bytes,
        file.sha256,
        relative(root, join(folder, file.path)),
        runId,
        manifest.createdAt,
      ],
    );
    recorded += rowCount ?? 0;
  }
  return recorded;
}
