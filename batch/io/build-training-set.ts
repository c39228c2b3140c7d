import { createHash } from 'node:crypto';
import type { DecisionColumns } from './decision-columns.ts';
import type { TrainingSet } from './training-set.ts';

/**
 * Puts decisions into the one order that training relies on: by time, then person key (by code unit), then item.
 * Items must come in ascending order of their id; people without a decision do not appear.
 */
export function buildTrainingSet(items: TrainingSet['items'], decisions: DecisionColumns): TrainingSet {
  const personKeys = [...decisions.people.keys()].sort(byCodeUnit);
  const rank = new Int32Array(personKeys.length);
  personKeys.forEach((key, index) => {
    rank[decisions.people.get(key)!] = index;
  });

  const { personIndex, itemIndex, isLike, decidedAt } = decisions;
  const order = Uint32Array.from({ length: decisions.length }, (_, row) => row).sort(
    (a, b) =>
      decidedAt[a]! - decidedAt[b]! ||
      rank[personIndex[a]!]! - rank[personIndex[b]!]! ||
      itemIndex[a]! - itemIndex[b]!,
  );
  const columns = {
    personIndex: Int32Array.from(order, (row) => rank[personIndex[row]!]!),
    itemIndex: Int32Array.from(order, (row) => itemIndex[row]!),
    isLike: Uint8Array.from(order, (row) => isLike[row]!),
    decidedAt: Float64Array.from(order, (row) => decidedAt[row]!),
  };
  return { items, personKeys, ...columns, fingerprint: fingerprint(items, personKeys, columns) };
}

type Columns = Pick<TrainingSet, 'personIndex' | 'itemIndex' | 'isLike' | 'decidedAt'>;

function fingerprint(items: TrainingSet['items'], personKeys: string[], columns: Columns): string {
  const hash = createHash('sha256');
  for (const item of items) {
    // Values in a fixed order: the order of an object's keys must not count.
    const { id, externalId, title, maker, series, performers, tags, releasedAt, durationMinutes, priceYen } =
      item;
    const values = [
      id,
      externalId,
      title,
      maker,
      series,
      performers,
      tags,
      releasedAt,
      durationMinutes,
      priceYen,
    ];
    hash.update(`${JSON.stringify(values)}\n`);
  }
  hash.update(`${JSON.stringify(personKeys)}\n`);
  // Little-endian on every platform that Node 20 is built for, except s390x.
  for (const column of [columns.personIndex, columns.itemIndex, columns.isLike, columns.decidedAt]) {
    hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }
  return hash.digest('hex');
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
