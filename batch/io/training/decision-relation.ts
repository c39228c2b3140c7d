import { join } from 'node:path';
import type { DatasetManifest } from '../../../shared/contracts/dataset-manifest.ts';
import { sqlText } from '../duckdb/sql-text.ts';
import type { RowRange } from '../streamed-set.ts';
import { trainingParts } from './training-tables.ts';

/**
 * SQL of the decisions of a training dataset in a range of rows, with their row: 0, 1, ... over all files of the three
 * parts, as readTrainingDataset() numbers them. Files outside of the range are not touched.
 */
export function decisionRelation(folder: string, manifest: DatasetManifest, { from, to }: RowRange): string {
  const selects: string[] = [];
  let first = 0;
  for (const part of trainingParts) {
    for (const { path, rows } of manifest.tables.find(({ name }) => name === part)?.files ?? []) {
      if (first < to && first + rows > from) {
        selects.push(`
          select file_row_number + ${first} as row, person_index, item_index, is_like, decided_at
          from read_parquet(${sqlText(join(folder, path))}, file_row_number = true)
          where file_row_number >= ${from - first} and file_row_number < ${to - first}`);
      }
      first += rows;
    }
  }
  return selects.length > 0 ? `(${selects.join(' union all ')})` : `(${nothing})`;
}

const nothing = `select 0::bigint as row, 0::integer as person_index, 0::integer as item_index, false as is_like,
  timestamp '1970-01-01' as decided_at where false`;
