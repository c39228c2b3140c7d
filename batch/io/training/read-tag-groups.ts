import type { DatasetManifest } from '../../../shared/contracts/dataset-manifest.ts';
import { datasetFiles } from '../datasets/dataset-files.ts';
import type { Duck } from '../duckdb/open-duckdb.ts';
import { sqlText } from '../duckdb/sql-text.ts';
import type { TrainingSet } from '../training-set.ts';

/** Group of each tag that has one; none in datasets that were made before groups were kept. */
export async function readTagGroups(
  duck: Duck,
  folder: string,
  manifest: DatasetManifest,
): Promise<NonNullable<TrainingSet['tagGroups']>> {
  if (!manifest.tables.some(({ name }) => name === 'tag_groups')) return new Map();
  const files = datasetFiles(folder, manifest, 'tag_groups').map(sqlText).join(', ');
  const rows = await duck.rows(`select tag, group_name from read_parquet([${files}]) order by tag`);
  return new Map(rows.map(({ tag, group_name: group }) => [String(tag), String(group)]));
}
