import type { Duck } from '../../io/duckdb/open-duckdb.ts';
import type { TableOptions, ValidateEnvironment } from '../validate-options.ts';
import { withClassifiedRows } from './classify-rows.ts';
import { collectStatistics } from './collect-statistics.ts';
import { mergeCatalogue } from './merge-catalogue.ts';
import { mergeEvents } from './merge-events.ts';
import type { Statistics } from './statistics.ts';
import type { TableSpec } from './table-spec.ts';
import { writeMergedRows } from './write-merged-rows.ts';
import { writeQuarantine } from './write-quarantine.ts';

/** Writes the tables of one part into its folder, and counts. */
export async function fillTable(
  { duck, signal, onProgress }: ValidateEnvironment,
  spec: TableSpec,
  options: TableOptions & { folder: string },
): Promise<{ tables: Record<string, string[]>; statistics: Statistics }> {
  const { folder, processed, rejects, shard } = options;
  const step = (done: number, detail: string) => {
    signal?.throwIfAborted();
    onProgress?.(done, 3, detail);
  };
  return withoutOrder(duck, () =>
    withClassifiedRows(duck, spec, { ...options, files: processed }, async (rows) => {
      step(0, 'counting');
      const statistics = await collectStatistics(duck, spec, rows);
      step(1, 'merging');
      const { files, kept } = await writeMergedRows(duck, {
        folder,
        rows: `(from ${rows.relation} where reason is null and not coalesce(${spec.neutral}, false))`,
        columns: spec.columns,
        key: spec.key,
        merge: spec.dataset === 'events' ? mergeEvents : mergeCatalogue,
        table: spec.dataset,
      });
      statistics.kept = kept;
      step(2, 'quarantine');
      const quarantine = await writeQuarantine(duck, spec, {
        folder,
        relation: rows.relation,
        refused: statistics.processed - statistics.accepted,
        // Malformed records are nobody's: the first shard takes them.
        rejects: shard.index === 1 ? rejects : [],
      });
      for (const { file, reason, rows: n } of quarantine.rejected) {
        statistics.rejected += n;
        statistics.reasons[reason] = (statistics.reasons[reason] ?? 0) + n;
        statistics.files[file] ??= { read: 0, accepted: 0 };
        statistics.files[file].read += n;
      }
      step(3, 'done');
      return { tables: { [spec.dataset]: files, quarantine: [quarantine.file] }, statistics };
    }),
  );
}

/** Rows of a validated table have no order, and keeping one would take memory. */
async function withoutOrder<T>(duck: Duck, run: () => Promise<T>): Promise<T> {
  await duck.run('set preserve_insertion_order = false');
  try {
    return await run();
  } finally {
    await duck.run('reset preserve_insertion_order');
  }
}
