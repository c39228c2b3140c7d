import { createHash } from 'node:crypto';
import { itemMatchKeys } from '../../shared/catalogue/item-match-keys.ts';
import type { CatalogueRecord } from '../../shared/contracts/catalogue-record.ts';

/** A record beside what is stored with it. */
export interface HashedRecord {
  record: CatalogueRecord;
  json: string;
  sha256: string;
  makerProduct: string | null;
}

/** Its keys must be in the order in which readCatalogueBatches makes them: the hash is of the JSON text. */
export function hashRecord(record: CatalogueRecord): HashedRecord {
  const json = JSON.stringify(record);
  const sha256 = createHash('sha256').update(json).digest('hex');
  return { record, json, sha256, makerProduct: itemMatchKeys(record).makerProduct };
}
