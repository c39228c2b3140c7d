import type { CatalogueRecord } from '../contracts/catalogue-record.ts';

export interface SourceRecord {
  record: CatalogueRecord;
  /** Of the source; the lower number wins. */
  priority: number;
}

export interface MergedRecord {
  /** `source` and `externalId` are the winner's. */
  record: CatalogueRecord;
  /** Source of each field that has a value. */
  provenance: Partial<Record<keyof CatalogueRecord, string>>;
}

type Field = keyof CatalogueRecord;

/**
 * Fields that are taken from one source together: a price of one shop beside the list price of another would make up
 * a discount, an average beside a foreign count a rating that nobody gave.
 */
const groups: readonly (readonly Field[])[] = [
  ['title'],
  ['maker'],
  ['label'],
  ['series'],
  ['performers'],
  ['tags'],
  ['releasedAt'],
  ['durationMinutes'],
  ['priceYen', 'listPriceYen'],
  ['pageUrl'],
  ['affiliateUrl'],
  ['imageUrls'],
  ['sampleImageUrls'],
  ['sampleVideoUrl'],
  ['reviewCount', 'reviewAverage'],
  ['productCode'],
  ['janCode'],
];

/**
 * One record of all that sources say about one item. Of each field the source with the lowest priority number wins that
 * has a value; between equal priorities the names of sources decide, then their ids. Floors belong to a source: they are
 * united over the winner's records only. Throws RangeError without records.
 */
export function mergeRecords(records: readonly SourceRecord[]): MergedRecord {
  const ordered = [...records].sort(compare).map(({ record }) => record);
  const [winner] = ordered;
  if (winner === undefined) throw new RangeError('Cannot merge records: there is none');
  const ownFloors = ordered.filter(({ source }) => source === winner.source).flatMap(({ floors }) => floors);
  const floors = [...new Set(ownFloors)].sort();
  const values: Partial<Record<Field, unknown>> = { ...winner, floors };
  const provenance: MergedRecord['provenance'] = { source: winner.source, externalId: winner.source };
  if (floors.length > 0) provenance.floors = winner.source;
  for (const fields of groups) {
    const best = ordered.find((record) => fields.some((field) => hasValue(record, field)));
    if (best === undefined) continue;
    for (const field of fields) {
      values[field] = best[field];
      if (hasValue(best, field)) provenance[field] = best.source;
    }
  }
  return { record: values as CatalogueRecord, provenance };
}

function hasValue(record: CatalogueRecord, field: Field): boolean {
  const value = record[field];
  // A row without a title has its id for one.
  if (field === 'title') return value !== '' && value !== record.externalId;
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value === 'object' && value !== null) return Object.values(value).some((one) => one !== null);
  return value !== null;
}

function compare(a: SourceRecord, b: SourceRecord): number {
  return (
    a.priority - b.priority ||
    compareText(a.record.source, b.record.source) ||
    compareText(a.record.externalId, b.record.externalId)
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
