import type { EarlierTableName } from './earlier-tables.ts';

/** How ids of the export were found: spelled the same, or only in upper and lower case otherwise. */
export interface Matches {
  exact: number;
  caseInsensitive: number;
  /** Items that the catalogue does not have, decisions on what is nowhere. */
  none: number;
}

/** read = carried + quarantined + duplicate. */
export interface TableReport {
  table: EarlierTableName;
  files: string[];
  read: number;
  /** Of people: known, to check decisions against; nothing of them is stored. */
  carried: number;
  quarantined: number;
  duplicate: number;
  /** Rows by why they are quarantined, most first. */
  reasons: Record<string, number>;
  /** Columns that were used, by field. */
  columns: Record<string, string[]>;
  ignoredColumns: string[];
  /** Of items: with the catalogue. Of decisions: with items of the export or the catalogue. */
  matches: Matches | null;
}

export interface StoredMigration {
  items: { added: number; changed: number; unchanged: number; merged: number };
  tagGroups: { added: number };
  tags: { added: number; grouped: number };
  performers: { added: number };
  decisions: {
    added: number;
    changed: number;
    unchanged: number;
    /** On items that several sources describe: a person decides once on an item. */
    sameItem: number;
  };
}

/** Counts only: nothing of a person. */
export interface MigrationReport {
  mode: 'audit' | 'run';
  tables: TableReport[];
  ignoredFiles: string[];
  /** Decision types that mean neither like nor nope, most frequent first, at most 20. */
  unknownDecisionTypes: { value: string; rows: number }[];
  /** Item ids of decisions that are nowhere; up to 1,000 of them stand in the file. */
  unmatchedItems: { ids: number; file: string | null };
  /** Null for an audit. */
  stored: StoredMigration | null;
}
