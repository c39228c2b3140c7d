import type { DatasetReference } from '../../../shared/contracts/dataset-manifest.ts';
import type { FileKind } from '../../ingest/files/source-file.ts';

/** read = accepted + quarantined, always. */
export interface RowCounts {
  read: number;
  accepted: number;
  quarantined: number;
}

export interface TableReport extends RowCounts {
  /** Quarantined rows by their first reason, most frequent first. */
  reasons: { reason: string; rows: number }[];
  /** Path of the HTML report; a report.json is beside it. */
  report: string;
}

/** accepted = kept + merged; `blocked` rows, by rule of the content policy, are among the quarantined. */
export interface CatalogueReport extends TableReport {
  kept: number;
  merged: number;
  blocked: { rule: string; rows: number }[];
}

/** accepted = likes + nopes + neutral + superseded. */
export interface EventsReport extends TableReport {
  likes: number;
  nopes: number;
  /** Ratings that say neither. */
  neutral: number;
  /** Rows whose person decided on the same item again, later. */
  superseded: number;
}

export interface StoredReport {
  /** `created`: items made of nothing but an id that events name; `merged`: found to be an item of another source. */
  items: { added: number; changed: number; unchanged: number; merged: number; created: number };
  /** Likes and nopes: their sum is added + changed + unchanged + keptOut. */
  decisions: { added: number; changed: number; unchanged: number; keptOut: number };
  people: number;
}

/** What became of an import: counts, names and paths, nothing of a person. */
export interface ImportReport {
  source: string;
  /** False where other shards have to finish first; then nothing is stored, and events is null. */
  complete: boolean;
  missingShards: number[];
  files: ({ file: string; kind: FileKind } & RowCounts)[];
  /** All files together. */
  rows: RowCounts;
  catalogue: CatalogueReport | null;
  events: EventsReport | null;
  /** Null: nothing was to be stored. */
  stored: StoredReport | null;
  datasets: DatasetReference[];
}

/** Throws Error where a row is not accounted for. */
export function checkCounts(what: string, { read, accepted, quarantined }: RowCounts): void {
  if (read === accepted + quarantined) return;
  throw new Error(`${what}: ${read} rows were read, ${accepted} accepted and ${quarantined} quarantined`);
}
