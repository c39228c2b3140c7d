import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors/app-error.ts';
import { dataRootPaths } from '../../io/datasets/data-root-paths.ts';
import { datasetFiles } from '../../io/datasets/dataset-files.ts';
import { datasetReference } from '../../io/datasets/dataset-reference.ts';
import type { WrittenDataset } from '../../io/datasets/write-dataset.ts';
import { processEvents } from '../../process/events/process-events.ts';
import { defaultEventRules } from '../../validate/rules/default-event-rules.ts';
import { validateEvents } from '../../validate/validate-events.ts';
import { datasetName } from './dataset-name.ts';
import type { ImportedCatalogue } from './import-catalogue.ts';
import type { ImportEnvironment, ImportOptions } from './import-options.ts';
import type { LandedFiles } from './land-files.ts';
import { resolveEvents } from './resolve-events.ts';
import { writeKnownItems } from './write-known-items.ts';

export interface ImportedEvents {
  validated: Awaited<ReturnType<typeof validateEvents>>;
  processed: WrittenDataset;
}

export interface ImportEventsOptions {
  source: string;
  landed: LandedFiles;
  catalogue: ImportedCatalogue | null;
  unknownItems: 'quarantine' | 'create';
  options: ImportOptions;
}

/** From raw to validated events, or null where none are imported. */
export async function importEvents(
  env: ImportEnvironment,
  { source, landed, catalogue, unknownItems, options }: ImportEventsOptions,
): Promise<ImportedEvents | null> {
  const { events, asOf } = landed;
  if (events.length === 0) return null;
  const name = `${datasetName(source)}-events`;
  const { shard } = options;
  env.onProgress?.(0, 2, 'processing events');
  const processed = await processEvents(env, {
    name,
    source,
    shard,
    raw: events
      .filter(({ manifest }) => manifest.accounting!.accepted > 0)
      .map(({ folder, manifest, file, columns }) => ({
        folder,
        manifest,
        file: file.label,
        reading: resolveEvents(columns, { file, options }),
      })),
  });
  const validate = (reference: readonly string[] | null) =>
    validateEvents(
      { ...env, onProgress: (done, total) => env.onProgress?.(done, total, 'validating events') },
      {
        name,
        processed: datasetFiles(processed.folder, processed.manifest, 'rows'),
        rejects: events.map(({ folder, manifest, file }) => ({
          file: file.label,
          files: datasetFiles(folder, manifest, 'rejects'),
        })),
        parents: [processed, ...events].map(({ manifest }) => datasetReference(manifest)),
        rules: { ...defaultEventRules, maxRejectShare: options.maxRejectShare ?? 0.01 },
        asOf,
        reference,
        ...(shard && { shard }),
      },
    );
  if (unknownItems === 'create') return { validated: await validate(null), processed };
  if (catalogue) {
    const { folder, manifest } = catalogue.validated.dataset;
    return { validated: await validate(datasetFiles(folder, manifest, 'catalogue')), processed };
  }
  return { validated: await withKnownItems(env, source, (file) => validate([file])), processed };
}

/** Without a catalogue of its own an import knows the items of the database. */
async function withKnownItems<T>(
  { client, duck, dataRoot }: ImportEnvironment,
  source: string,
  use: (file: string) => Promise<T>,
): Promise<T> {
  if (client === null) {
    throw new AppError(
      'INVALID_CONFIG',
      'Cannot quarantine unknown items: no catalogue and no database is there',
      {
        hint: 'Import the catalogue too, or leave out --unknown-items quarantine.',
      },
    );
  }
  const { temp } = dataRootPaths(dataRoot);
  await mkdir(temp, { recursive: true });
  const scratch = await mkdtemp(join(temp, 'items-'));
  try {
    return await use(await writeKnownItems(client, duck, { source, folder: scratch }));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
