export type CatalogueField =
  | 'externalId'
  | 'floor'
  | 'title'
  | 'maker'
  | 'label'
  | 'series'
  | 'performers'
  | 'tags'
  | 'releasedAt'
  | 'duration'
  | 'price'
  | 'listPrice'
  | 'pageUrl'
  | 'affiliateUrl'
  | 'imageUrlList'
  | 'imageUrlSmall'
  | 'imageUrlLarge'
  | 'sampleImageUrls'
  | 'sampleVideoUrl'
  | 'reviewCount'
  | 'reviewAverage'
  | 'productCode'
  | 'janCode';

/** Which column of a file holds what. Of several columns for one field the first that is not empty counts. */
export interface CatalogueMapping {
  columns: Partial<Record<CatalogueField, string | readonly string[] | undefined>>;
  /** Between the names of a list; without it a cell is one name unless it is a JSON array. */
  listSeparator?: string | undefined;
}
