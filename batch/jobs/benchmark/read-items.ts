import type { CatalogueItem } from '../../../shared/contracts/catalogue-item.ts';
import { landFile } from '../../ingest/files/land-file.ts';
import { listSourceFiles } from '../../ingest/files/list-source-files.ts';
import { datasetFiles } from '../../io/datasets/dataset-files.ts';
import { sqlText } from '../../io/duckdb/sql-text.ts';
import { importCatalogue } from '../import-files/import-catalogue.ts';
import type { ImportEnvironment } from '../import-files/import-options.ts';

/**
 * The items of a catalogue file by their external id, by the readers and rules of the import.
 * @throws AppError INVALID_DATA for a file that cannot be read, TOO_MANY_REJECTS over the limit.
 */
export async function readItems(
  env: ImportEnvironment,
  { path, maxRejectShare }: { path: string; maxRejectShare: number },
): Promise<Map<string, CatalogueItem>> {
  const file = (await listSourceFiles([path], { kind: 'catalogue' })).files[0]!;
  const landed = await landFile(env, file, { name: 'benchmark-items' });
  const asOf = new Date(landed.manifest.createdAt);
  const imported = await importCatalogue(env, {
    source: 'benchmark',
    landed: { catalogue: [landed], events: [], people: [], asOf },
    options: { paths: [path], maxRejectShare },
  });
  const { folder, manifest } = imported!.validated.dataset;
  const files = datasetFiles(folder, manifest, 'catalogue').map(sqlText).join(', ');
  const items = new Map<string, CatalogueItem>();
  const rows = env.duck.stream(`
    select external_id, title, maker, series, performers, tags, epoch_ms(released_at)::double, duration_minutes,
      price_yen
    from read_parquet([${files}])`);
  for await (const some of rows) {
    for (const [externalId, title, maker, series, performers, tags, releasedAt, minutes, price] of some) {
      items.set(externalId as string, {
        externalId: externalId as string,
        title: (title as string | null) ?? '',
        maker: maker as string | null,
        series: series as string | null,
        performers: (performers as string[] | null) ?? [],
        tags: (tags as string[] | null) ?? [],
        releasedAt: releasedAt === null ? null : new Date(releasedAt as number).toISOString(),
        durationMinutes: minutes as number | null,
        priceYen: price as number | null,
      });
    }
  }
  return items;
}

/** An item of which nothing is known. */
export function itemWithoutContent(externalId: string): CatalogueItem {
  return {
    externalId,
    title: '',
    maker: null,
    series: null,
    performers: [],
    tags: [],
    releasedAt: null,
    durationMinutes: null,
    priceYen: null,
  };
}
