/** Kinds of values that quality rules can judge. */
export type QualityFieldKind = 'text' | 'number' | 'time' | 'list';

/** Tables that can be validated and their fields, as in a processed dataset. */
export const qualityFields = {
  events: {
    source: 'text',
    person_key: 'text',
    external_id: 'text',
    kind: 'text',
    decided_at: 'time',
  },
  catalogue: {
    source: 'text',
    external_id: 'text',
    floors: 'list',
    title: 'text',
    maker: 'text',
    label: 'text',
    series: 'text',
    performers: 'list',
    tags: 'list',
    released_at: 'time',
    duration_minutes: 'number',
    price_yen: 'number',
    list_price_yen: 'number',
    page_url: 'text',
    affiliate_url: 'text',
    image_url_list: 'text',
    image_url_small: 'text',
    image_url_large: 'text',
    sample_image_urls: 'list',
    sample_video_url: 'text',
    review_count: 'number',
    review_average: 'number',
    product_code: 'text',
    jan_code: 'text',
  },
} as const satisfies Record<string, Record<string, QualityFieldKind>>;

export const qualityDatasets = ['events', 'catalogue'] as const;

export type QualityDataset = (typeof qualityDatasets)[number];
