import type { QualityDataset, QualityFieldKind } from '../../../shared/contracts/quality-fields.ts';
import { qualityFields } from '../../../shared/contracts/quality-fields.ts';

/** What validation knows of a table. */
export interface TableSpec {
  dataset: QualityDataset;
  fields: Record<string, QualityFieldKind>;
  /** Columns of the validated table, in order. */
  columns: string[];
  /** A row without one of these cannot be merged, whatever the rules say. */
  key: string[];
  essential: string[];
  /** Values that a field may have, whatever the rules say: others would be kept as what they are not. */
  closed: Record<string, string[]>;
  timeField: string;
  /** SQL of an accepted row that is counted but not kept. */
  neutral: string;
  /** SQL of the list of reasons for which processing dropped single values, or null. */
  droppedValues: string | null;
  /** `slot` is SQL giving the number of a row's bin, or null. */
  histogram: { title: string; slot: string; labels: string[] };
}

const priceEdges = [0, 1, 100, 200, 300, 500, 1000, 2000, 3000, 5000, 10_000, 20_000];

export const eventSpec: TableSpec = {
  dataset: 'events',
  fields: qualityFields.events,
  columns: ['source', 'file', 'row_number', 'person_key', 'external_id', 'kind', 'decided_at'],
  key: ['source', 'person_key', 'external_id'],
  essential: ['source', 'person_key', 'external_id', 'kind', 'decided_at'],
  closed: { kind: ['like', 'nope', 'neutral'] },
  timeField: 'decided_at',
  neutral: "kind = 'neutral'",
  droppedValues: null,
  histogram: {
    title: 'Events by hour of the day (UTC)',
    slot: 'hour(decided_at)',
    labels: Array.from({ length: 24 }, (_, hour) => String(hour)),
  },
};

export const catalogueSpec: TableSpec = {
  dataset: 'catalogue',
  fields: qualityFields.catalogue,
  columns: ['source', 'file', 'row_number', ...Object.keys(qualityFields.catalogue).slice(1)],
  key: ['source', 'external_id'],
  essential: ['source', 'external_id'],
  closed: {},
  timeField: 'released_at',
  neutral: 'false',
  droppedValues: 'warnings',
  histogram: {
    title: 'Items by price (yen)',
    slot: `case ${priceEdges
      .slice(1)
      .map((edge, index) => `when price_yen < ${edge} then ${index}`)
      .join(' ')} when price_yen is not null then ${priceEdges.length - 1} end`,
    labels: priceEdges.map((from, index) => {
      const to = priceEdges[index + 1];
      if (to === undefined) return `${from}+`;
      return to === from + 1 ? String(from) : `${from}–${to - 1}`;
    }),
  },
};
