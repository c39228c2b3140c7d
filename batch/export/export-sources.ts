import type { ExportDataset } from '../../shared/contracts/export-configuration.ts';
import type { ExportSource } from './export-source.ts';
import { catalogueSource } from './sources/catalogue-source.ts';
import { decisionsSource } from './sources/decisions-source.ts';
import { impressionsSource } from './sources/impressions-source.ts';
import { itemVectorsSource } from './sources/item-vectors-source.ts';
import { jobRunsSource } from './sources/job-runs-source.ts';
import { popularitySource } from './sources/popularity-source.ts';
import { quarantineSource } from './sources/quarantine-source.ts';

/** What is read from the database; a training set is a dataset already. */
export const exportSources: Record<Exclude<ExportDataset, 'training-set'>, ExportSource> = {
  catalogue: catalogueSource,
  decisions: decisionsSource,
  impressions: impressionsSource,
  'item-vectors': itemVectorsSource,
  popularity: popularitySource,
  quarantine: quarantineSource,
  'job-runs': jobRunsSource,
};
