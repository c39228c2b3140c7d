import { AppError } from '../../../shared/errors/app-error.ts';
import type { CatalogueField, CatalogueMapping } from './catalogue-mapping.ts';
import { columnBaseName } from './column-base-name.ts';

/** Names under which columns are known, best first. */
const knownNames: Record<CatalogueField, readonly string[]> = {
  externalId: ['item_id', 'external_id', 'content_id'],
  floor: ['floor'],
  title: ['title', 'movie_title', 'name'],
  maker: ['maker', 'studio'],
  label: ['label'],
  series: ['series'],
  performers: ['performers', 'actors', 'cast'],
  tags: ['tags', 'genres', 'class', 'categories'],
  releasedAt: ['released', 'released_at', 'release_date', 'date', 'release_year'],
  duration: ['duration', 'duration_minutes', 'volume'],
  price: ['price', 'price_yen'],
  listPrice: ['list_price', 'list_price_yen'],
  pageUrl: ['page_url', 'url'],
  affiliateUrl: ['affiliate_url'],
  imageUrlList: ['image_url_list'],
  imageUrlSmall: ['image_url_small'],
  imageUrlLarge: ['image_url_large', 'image_url'],
  sampleImageUrls: ['sample_image_urls'],
  sampleVideoUrl: ['sample_video_url'],
  reviewCount: ['review_count'],
  reviewAverage: ['review_average'],
  productCode: ['product_code', 'maker_product'],
  janCode: ['jan_code', 'jancode'],
};

/**
 * The mapping of a file whose columns have names that are known, also in RecBole's form `name:type`, in upper or lower
 * case. Throws INVALID_DATA where no column is known to hold the id.
 */
export function detectCatalogueMapping(
  columns: readonly string[],
  { file, listSeparator }: { file: string; listSeparator?: string | undefined },
): CatalogueMapping {
  const byName = new Map(columns.map((column) => [columnBaseName(column).toLowerCase(), column]));
  const found: Partial<Record<CatalogueField, string[]>> = {};
  for (const [field, names] of Object.entries(knownNames) as [CatalogueField, readonly string[]][]) {
    const own = names.flatMap((name) => byName.get(name) ?? []);
    if (own.length > 0) found[field] = own;
  }
  if (found.externalId) return { columns: found, listSeparator };
  throw new AppError('INVALID_DATA', `Cannot read ${file}: no column holds the id of an item`, {
    hint: `Call it ${knownNames.externalId.join(', ')}, or name it in a mapping.`,
  });
}
