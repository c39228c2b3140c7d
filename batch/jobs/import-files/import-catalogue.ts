import { datasetFiles } from '../../io/datasets/dataset-files.ts';
import { datasetReference } from '../../io/datasets/dataset-reference.ts';
import { readContentPolicy } from '../../io/read-content-policy.ts';
import { processCatalogue } from '../../process/catalogue/process-catalogue.ts';
import { createRowFromColumns } from '../../process/catalogue/row-from-columns.ts';
import { defaultCatalogueRules } from '../../validate/rules/default-catalogue-rules.ts';
import { validateCatalogue } from '../../validate/validate-catalogue.ts';
import { datasetName } from './dataset-name.ts';
import type { ImportEnvironment, ImportOptions } from './import-options.ts';
import type { LandedFiles } from './land-files.ts';
import { resolveCatalogue } from './resolve-catalogue.ts';

export interface ImportedCatalogue {
  validated: Awaited<ReturnType<typeof validateCatalogue>>;
  processed: Awaited<ReturnType<typeof processCatalogue>>;
  policyVersion: number | null;
}

/** From raw to a validated catalogue, or null where none is imported. */
export async function importCatalogue(
  env: ImportEnvironment,
  { source, landed, options }: { source: string; landed: LandedFiles; options: ImportOptions },
): Promise<ImportedCatalogue | null> {
  const { catalogue, asOf } = landed;
  if (catalogue.length === 0) return null;
  const name = `${datasetName(source)}-catalogue`;
  const inForce = env.client && (await readContentPolicy(env.client));
  const readers = new Map(
    catalogue.map(({ columns, file, manifest }) => {
      const isEmpty = manifest.accounting!.accepted === 0;
      const mapping = isEmpty ? { columns: {} } : resolveCatalogue(columns, { file, options });
      return [columns.join('\0'), { mapping, read: createRowFromColumns({ source, mapping }) }];
    }),
  );
  const processed = await processCatalogue(
    {
      ...stageEnvironment(env),
      onProgress: (done, total) => env.onProgress?.(done, total, 'processing items'),
    },
    {
      name,
      source,
      raw: catalogue.map(({ folder, manifest, file }) => ({ folder, manifest, file: file.label })),
      toRow(columns, values) {
        const row = readers.get(columns.join('\0'))!.read(columns, values);
        // Ids of events are trimmed too.
        return { ...row, externalId: row.externalId?.trim() ?? null };
      },
      timeZone: options.mapping?.timeZone ?? 'UTC',
      policy: inForce?.policy ?? options.policy ?? null,
      parameters: { trimIds: true, mappings: [...readers.values()].map(({ mapping }) => mapping) },
    },
  );
  const validated = await validateCatalogue(
    {
      ...stageEnvironment(env),
      onProgress: (done, total) => env.onProgress?.(done, total, 'validating items'),
    },
    {
      name,
      processed: datasetFiles(processed.folder, processed.manifest, 'rows'),
      rejects: catalogue.map(({ folder, manifest, file }) => ({
        file: file.label,
        files: datasetFiles(folder, manifest, 'rejects'),
      })),
      parents: [processed, ...catalogue].map(({ manifest }) => datasetReference(manifest)),
      rules: { ...defaultCatalogueRules, maxRejectShare: options.maxRejectShare ?? 0.01 },
      asOf,
      blocked: processed.counts.blocked,
    },
  );
  return { validated, processed, policyVersion: inForce?.version ?? null };
}

const neverAborted = new AbortController().signal;

function stageEnvironment({ dataRoot, duck, signal, onWait, timeoutMs }: ImportEnvironment) {
  return { dataRoot, duck, signal: signal ?? neverAborted, onWait, timeoutMs };
}
