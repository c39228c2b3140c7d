import { join } from 'node:path';
import { AppError } from '../../../shared/errors/app-error.ts';
import { dataRootPaths } from '../../io/datasets/data-root-paths.ts';
import { datasetReference } from '../../io/datasets/dataset-reference.ts';
import { buildReport } from './build-report.ts';
import { importCatalogue } from './import-catalogue.ts';
import { importEvents } from './import-events.ts';
import type { ImportEnvironment, ImportOptions } from './import-options.ts';
import type { ImportReport } from './import-report.ts';
import { landFiles } from './land-files.ts';
import { readPlan } from './read-plan.ts';
import { storeImport } from './store-import.ts';

/**
 * Imports files: land, process, validate, store. Each stage but the last makes datasets, which are found again, so a
 * killed import goes on where it was and ends as an undisturbed one would have; the last one upserts. With shards each
 * process validates the events of its own people, and the one that completes the dataset stores everything.
 * @throws AppError INVALID_DATA and INVALID_CONFIG for what cannot be read; TOO_MANY_REJECTS over the reject limit, then
 * nothing is stored, and report and quarantine lie beside the logs.
 */
export async function importFiles(given: ImportEnvironment, options: ImportOptions): Promise<ImportReport> {
  const { dryRun = false, datasetOnly = dryRun } = options;
  const { temp } = dataRootPaths(given.dataRoot);
  const env = dryRun ? { ...given, dataRoot: join(temp, 'dry-run') } : given;
  const plan = await readPlan(options);
  const { source } = plan;
  const unknownItems = options.unknownItems ?? (plan.catalogue.length > 0 ? 'quarantine' : 'create');
  const landed = await landFiles(env, plan, options);
  // Both are validated before anything of either is stored.
  const catalogue = await importCatalogue(env, { source, landed, options });
  if (catalogue && unknownItems === 'create') refuseBlockedItems(catalogue.processed.counts.blocked);
  const events = await importEvents(env, { source, landed, catalogue, unknownItems, options });
  const datasets = [
    ...[...landed.catalogue, ...landed.events].map(({ folder, manifest, reused }) => ({
      folder,
      manifest,
      reused,
    })),
    ...(catalogue ? [catalogue.processed, catalogue.validated.dataset] : []),
    ...(events ? [events.processed, ...(events.validated.complete ? [events.validated.dataset] : [])] : []),
  ];
  const complete = events?.validated.complete ?? true;
  const { client } = env;
  const stored =
    client === null || datasetOnly || !complete
      ? null
      : await storeImport(
          { ...env, client },
          {
            source,
            catalogue,
            events: events?.validated.complete ? events.validated.dataset : null,
            unknownItems,
            datasets,
          },
        );
  return {
    ...(await buildReport(env.duck, { source, landed, catalogue, events })),
    stored,
    datasets: datasets.map(({ manifest }) => datasetReference(manifest)),
  };
}

/** Of blocked items not even the ids are kept: here they would come back as items without names. */
function refuseBlockedItems(blocked: Record<string, number>): void {
  const rows = Object.values(blocked).reduce((sum, count) => sum + count, 0);
  if (rows === 0) return;
  throw new AppError(
    'INVALID_CONFIG',
    `Cannot create unknown items: the content policy blocked ${rows} items`,
    {
      hint: 'Use --unknown-items quarantine, so that events on blocked items do not bring them back.',
    },
  );
}
