import type { DatasetReference } from '../../../shared/contracts/dataset-manifest.ts';
import type { FetchedFloor } from '../../ingest/dmm/fetch/fetch-floor.ts';
import { pageNames } from '../../ingest/dmm/fetch/page-names.ts';
import { type FloorPages, rowsFromPages } from '../../ingest/dmm/rows-from-pages.ts';
import { dataRootPaths } from '../../io/datasets/data-root-paths.ts';
import { recordDataset } from '../../io/datasets/record-dataset.ts';
import { readContentPolicy } from '../../io/read-content-policy.ts';
import { processCatalogueRows } from '../../process/catalogue/process-catalogue-rows.ts';
import type { JobContext } from '../runner/job-definition.ts';
import type { SyncParameters } from './dmm-parameters.ts';
import type { KeptPages } from './keep-pages.ts';
import type { Dmm } from './with-dmm.ts';

/** To be raised when the same page is to become other rows. */
const mapping = 1;

export interface ProcessedItems {
  dataset: DatasetReference;
  policyVersion: number | null;
  read: number;
  /** Rows that the content policy kept out, by rule. */
  blocked: Record<string, number>;
}

/** Makes one processed catalogue of the pages of all floors, as a step. */
export function processItems(
  context: JobContext<SyncParameters>,
  { affiliateId, duck }: Dmm,
  floors: ReadonlyMap<string, KeptPages<FetchedFloor>>,
): Promise<ProcessedItems> {
  const { client, dataRoot, signal } = context;
  return context.step('process', async ({ progress }) => {
    const pages = [...floors].map(([floor, { dataset, result }]): FloorPages => {
      const { stage, name, version } = dataset;
      return {
        floor,
        folder: dataRootPaths(dataRoot).dataset(stage, name, version),
        label: `${stage}/${name}/${version}`,
        names: result.slices.flatMap(pageNames),
      };
    });
    const policy = await readContentPolicy(client);
    const { counts, manifest } = await processCatalogueRows(
      { dataRoot, duck, signal, onProgress: progress },
      {
        ...{ name: 'dmm', source: 'dmm', timeZone: 'Asia/Tokyo' },
        policy: policy?.policy ?? null,
        rows: rowsFromPages(pages, { affiliateId, signal }),
        total: [...floors.values()].reduce((sum, { result }) => sum + result.found, 0),
        parents: [...floors.values()].map(({ dataset }) => dataset),
        parameters: { mapping },
      },
    );
    await recordDataset(client, manifest, { runId: context.runId });
    const { stage, name, version, fingerprint } = manifest;
    const policyVersion = policy?.version ?? null;
    return { dataset: { stage, name, version, fingerprint }, policyVersion, ...counts };
  });
}
