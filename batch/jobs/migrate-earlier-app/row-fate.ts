/** What becomes of one row of the export. */
export interface RowFate {
  file: string;
  rowNumber: number;
  fate: 'carried' | 'quarantined' | 'duplicate';
  /** Why it is quarantined, such as name_missing. */
  reason: string | null;
}
