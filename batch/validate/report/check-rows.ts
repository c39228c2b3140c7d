import type { FinishedPart } from '../../io/datasets/write-dataset-parts.ts';
import type { Duck } from '../../io/duckdb/open-duckdb.ts';
import { sqlText } from '../../io/duckdb/sql-text.ts';
import type { Statistics } from '../rows/statistics.ts';

/** Compares what was counted with what is in the files. Throws Error where a pass lost rows. */
export async function checkRows(
  duck: Duck,
  { processed, rejected, accepted, kept }: Statistics,
  {
    files,
    parts,
    table,
  }: {
    /** Of the processed table. */
    files: readonly string[];
    parts: readonly FinishedPart[];
    /** Name of the validated table. */
    table: string;
  },
): Promise<void> {
  const written = (name: string) => parts.flatMap(({ tables }) => tables[name]!);
  const comparisons: [string, number, number][] = [
    ['processed', await rowsOf(duck, files), processed],
    ['quarantine', await rowsOf(duck, written('quarantine')), processed + rejected - accepted],
    [table, await rowsOf(duck, written(table)), kept],
  ];
  for (const [name, there, counted] of comparisons) {
    if (there !== counted) {
      throw new Error(`rows are not accounted for: ${name} has ${there}, counted were ${counted}`);
    }
  }
}

async function rowsOf(duck: Duck, files: readonly string[]): Promise<number> {
  const [total] = await duck.rows(
    `select sum(num_rows)::double as n from parquet_file_metadata([${files.map(sqlText).join(', ')}])`,
  );
  return Number(total!.n);
}
