import { createHash } from 'node:crypto';
import type { Client } from 'pg';
import { datasetFiles } from '../../io/datasets/dataset-files.ts';
import { recordDataset } from '../../io/datasets/record-dataset.ts';
import type { WrittenDataset } from '../../io/datasets/write-dataset.ts';
import { inTransaction } from '../../store/in-transaction.ts';
import { storeCatalogue } from '../../store/store-catalogue.ts';
import { storeEvents } from '../../store/store-events.ts';
import { storePolicyBlocks } from '../../store/store-policy-blocks.ts';
import { storeQuarantine } from '../../store/store-quarantine.ts';
import type { ImportedCatalogue } from './import-catalogue.ts';
import type { ImportEnvironment } from './import-options.ts';
import type { StoredReport } from './import-report.ts';

export interface StoreImportOptions {
  source: string;
  catalogue: ImportedCatalogue | null;
  /** The validated events. */
  events: WrittenDataset | null;
  unknownItems: 'quarantine' | 'create';
  /** All that the import made or found, for the record. */
  datasets: WrittenDataset[];
}

/**
 * Brings validated datasets into the database, in batches; a second time changes nothing, and after a kill it goes on
 * with what is there.
 */
export async function storeImport(
  env: ImportEnvironment & { client: Client },
  { source, catalogue, events, unknownItems, datasets }: StoreImportOptions,
): Promise<StoredReport> {
  const { client, duck, signal, runId = null } = env;
  const waiting = (detail: string) => ({
    ...(signal && { signal }),
    onProgress: (done: number, total: number) => env.onProgress?.(done, total, detail),
  });
  const stored: StoredReport = {
    items: { added: 0, changed: 0, unchanged: 0, merged: 0, created: 0 },
    decisions: { added: 0, changed: 0, unchanged: 0, keptOut: 0 },
    people: 0,
  };
  if (catalogue) {
    const { folder, manifest } = catalogue.validated.dataset;
    const files = datasetFiles(folder, manifest, 'catalogue');
    Object.assign(
      stored.items,
      await storeCatalogue(client, duck, { files, source, ...waiting('storing items') }),
    );
    await showRefused(env, { source, dataset: catalogue.validated.dataset, kind: 'catalogue' });
    const { policyVersion, processed } = catalogue;
    if (policyVersion !== null) {
      const { blocked } = processed.counts;
      await storePolicyBlocks(client, { runId: identity(manifest), source, policyVersion, blocked });
    }
  }
  if (events) {
    const { people, itemsCreated, ...decisions } = await storeEvents(client, duck, {
      files: datasetFiles(events.folder, events.manifest, 'events'),
      source,
      unknownItems: unknownItems === 'create' ? 'create' : 'keep-out',
      ...waiting('storing decisions'),
    });
    stored.items.created = itemsCreated;
    stored.people = people;
    stored.decisions = decisions;
    await showRefused(env, { source, dataset: events, kind: 'events' });
  }
  signal?.throwIfAborted();
  await inTransaction(client, async () => {
    await client.query('select app.refresh_item_popularity()');
    for (const { manifest } of datasets) await recordDataset(client, manifest, { runId });
  });
  return stored;
}

async function showRefused(
  { client, duck }: ImportEnvironment & { client: Client },
  { source, dataset, kind }: { source: string; dataset: WrittenDataset; kind: 'catalogue' | 'events' },
): Promise<void> {
  const files = datasetFiles(dataset.folder, dataset.manifest, 'quarantine');
  await storeQuarantine(client, duck, { files, runId: identity(dataset.manifest), source, dataset: kind });
}

/** Refused rows are filed under their dataset, not under the run: importing the same files again adds none. */
function identity({ name, version }: { name: string; version: string }): string {
  const hash = createHash('sha256').update(`${name}@${version}`).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}
