/**
 * Names under which files are known to hold a catalogue's fields, best first: the import and the proposed mapping go by
 * the same list.
 */
export const catalogueColumnNames = {
  externalId: ['item_id', 'external_id', 'content_id'],
  floor: ['floor'],
  title: ['title', 'movie_title', 'name'],
  maker: ['maker', 'studio'],
  label: ['label'],
  series: ['series'],
  performers: ['performers', 'actors', 'actresses', 'cast'],
  tags: ['tags', 'genres', 'genre', 'class', 'categories'],
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
} as const satisfies Record<string, readonly string[]>;
