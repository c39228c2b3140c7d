import { AppError } from '../../../shared/errors/app-error.ts';
import type { Duck } from '../duckdb/open-duckdb.ts';
import type { TrainingSet } from '../training-set.ts';

/**
 * The catalogue of a training dataset, from the Parquet files of its table `items`.
 * @throws AppError INVALID_DATA for items without database ids.
 */
export async function readTrainingItems(
  duck: Duck,
  relation: string,
  folder: string,
): Promise<TrainingSet['items']> {
  const items: TrainingSet['items'] = [];
  const rows = duck.stream(`
    select id::double, external_id, title, maker, series, performers, tags, epoch_ms(released_at)::double,
      duration_minutes, price_yen
    from ${relation} order by item_index`);
  for await (const some of rows) {
    for (const [id, externalId, title, maker, series, performers, tags, releasedAt, minutes, price] of some) {
      if (id === null) throw withoutIds(folder);
      items.push({
        id: id as number,
        externalId: externalId as string,
        title: title as string,
        maker: maker as string | null,
        series: series as string | null,
        performers: performers as string[],
        tags: tags as string[],
        releasedAt: releasedAt === null ? null : new Date(releasedAt as number).toISOString(),
        durationMinutes: minutes as number | null,
        priceYen: price as number | null,
      });
    }
  }
  return items;
}

function withoutIds(folder: string): AppError {
  return new AppError('INVALID_DATA', `Cannot train from ${folder}: its items are in no database`, {
    hint: 'Import the files into the database and train without --dataset.',
  });
}
