interface EarlierTable {
  /** Names of the table, without schema, part number or such an ending as `_rows`. */
  names: readonly string[];
  /** Columns under which a field is known; of several in one file the first that is not empty counts. */
  fields: Readonly<Record<string, readonly string[]>>;
  /** Fields of which each list must have one. */
  required: readonly (readonly string[])[];
  /** What tells the table where its name does not: all of these fields, by columns that no other table has together. */
  signature: readonly string[];
}

const itemColumns = ['video_id', 'item_id', 'product_id', 'content_id', 'external_id'];
const nameColumns = ['name'];

/** Tables of the earlier app and the names their columns may have: all that is carried over. */
export const earlierTables = {
  items: {
    names: ['videos', 'video', 'items', 'products', 'works', 'contents'],
    fields: {
      id: ['id', 'video_id', 'item_id', 'uuid'],
      externalId: ['external_id', 'content_id', 'cid', 'product_id'],
      source: ['source'],
      floor: ['floor', 'floor_code'],
      title: ['title', 'name'],
      maker: ['maker', 'maker_name'],
      label: ['label', 'label_name'],
      series: ['series', 'series_name'],
      performers: ['performers', 'performer_names', 'actresses', 'video_performers'],
      tags: ['tags', 'tag_names', 'genres', 'genre', 'video_tags'],
      releasedAt: [
        'product_released_at',
        'released_at',
        'release_date',
        'distribution_started_at',
        'published_at',
      ],
      durationSeconds: ['duration_seconds'],
      duration: ['duration_minutes', 'duration', 'volume'],
      price: ['price', 'price_yen'],
      listPrice: ['list_price', 'list_price_yen'],
      pageUrl: ['product_url', 'page_url', 'url'],
      affiliateUrl: ['affiliate_url'],
      imageUrlLarge: ['thumbnail_url', 'image_url'],
      imageUrlSmall: ['thumbnail_vertical_url'],
      sampleImageUrls: ['image_urls', 'sample_image_urls'],
      sampleVideoUrl: ['sample_video_url', 'preview_video_url'],
      reviewCount: ['review_count'],
      reviewAverage: ['review_average'],
      productCode: ['maker_code', 'product_code'],
      janCode: ['jan_code'],
    },
    required: [['id', 'externalId']],
    signature: ['externalId', 'title'],
  },
  tags: {
    names: ['tags', 'genres'],
    fields: {
      id: ['id', 'tag_id'],
      name: [...nameColumns, 'tag_name'],
      groupId: ['tag_group_id', 'group_id'],
    },
    required: [['name']],
    signature: ['name', 'groupId'],
  },
  tagGroups: {
    names: ['tag_groups', 'tag_group', 'taggroups'],
    fields: {
      id: ['id', 'tag_group_id', 'group_id'],
      name: [...nameColumns, 'group_name'],
      show: ['show_in_ui', 'show', 'is_visible', 'visible'],
      useForTraining: ['use_for_training'],
    },
    required: [['name']],
    signature: ['name', 'show'],
  },
  performers: {
    names: ['performers', 'actresses', 'actors'],
    fields: { id: ['id', 'performer_id', 'actress_id'], name: [...nameColumns, 'performer_name'] },
    required: [['name']],
    signature: [],
  },
  itemTags: {
    names: ['video_tags', 'videos_tags', 'item_tags', 'product_tags'],
    fields: {
      item: itemColumns,
      target: ['tag_id', 'genre_id'],
      targetName: ['tag_name', 'tag', ...nameColumns],
    },
    required: [['item'], ['target', 'targetName']],
    signature: ['item', 'target'],
  },
  itemPerformers: {
    names: ['video_performers', 'videos_performers', 'item_performers', 'product_performers'],
    fields: {
      item: itemColumns,
      target: ['performer_id', 'actress_id'],
      targetName: ['performer_name', 'performer', ...nameColumns],
    },
    required: [['item'], ['target', 'targetName']],
    signature: ['item', 'target'],
  },
  people: {
    names: ['profiles', 'users', 'user_profiles', 'people'],
    fields: { person: ['user_id', 'id'] },
    required: [['person']],
    signature: [],
  },
  decisions: {
    names: ['user_video_decisions', 'user_item_decisions', 'video_decisions', 'user_decisions', 'decisions'],
    fields: {
      person: ['user_id', 'person_key', 'profile_id'],
      item: itemColumns,
      decision: ['decision_type', 'decision', 'action'],
      decidedAt: ['decided_at', 'created_at', 'updated_at'],
    },
    required: [['person'], ['item'], ['decision'], ['decidedAt']],
    signature: ['person', 'item', 'decision'],
  },
} as const satisfies Record<string, EarlierTable>;

export type EarlierTableName = keyof typeof earlierTables;

/** Names of decisions. Swipes and the grid were two ways of saying the same. */
export const earlierDecisions = {
  like: ['like', 'swipe_like', 'grid_like'],
  nope: ['nope', 'swipe_nope', 'grid_nope'],
} as const;

/** What an item without a source of its own, and every decision, is filed under. */
export const earlierSource = 'earlier-app';
