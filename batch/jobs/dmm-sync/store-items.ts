import { datasetFiles } from '../../io/datasets/dataset-files.ts';
import { findDataset } from '../../io/datasets/find-dataset.ts';
import { type StoredCatalogue, storeCatalogue } from '../../store/store-catalogue.ts';
import { storePolicyBlocks } from '../../store/store-policy-blocks.ts';
import { storeQuarantine } from '../../store/store-quarantine.ts';
import type { JobContext } from '../runner/job-definition.ts';
import type { SyncParameters } from './dmm-parameters.ts';
import type { ProcessedItems } from './process-items.ts';
import type { ValidatedItems } from './validate-items.ts';
import type { Dmm } from './with-dmm.ts';

const source = 'dmm';

/** Brings the validated catalogue into the database, with what was refused and what was blocked, as a step. */
export function storeItems(
  context: JobContext<SyncParameters>,
  { duck }: Dmm,
  { processed, validated }: { processed: ProcessedItems; validated: ValidatedItems },
): Promise<StoredCatalogue> {
  const { client, dataRoot, runId, signal } = context;
  return context.step('store', async ({ progress }) => {
    const { folder, manifest } = await findDataset(dataRoot, validated.dataset);
    const files = (table: string) => datasetFiles(folder, manifest, table);
    const quarantine = { files: files('quarantine'), runId, source, dataset: 'catalogue' as const };
    await storeQuarantine(client, duck, quarantine);
    const { policyVersion, blocked } = processed;
    if (policyVersion !== null) await storePolicyBlocks(client, { runId, source, policyVersion, blocked });
    return storeCatalogue(client, duck, { files: files('catalogue'), source, signal, onProgress: progress });
  });
}
