import { eventSpec } from './rows/table-spec.ts';
import type { ValidateEnvironment, ValidateOptions } from './validate-options.ts';
import { type ValidatedTable, validateTable } from './validate-table.ts';

export interface ValidateEventsOptions extends ValidateOptions {
  /** Parquet files with a column `external_id`: the catalogue; null: ids are not checked. */
  reference: readonly string[] | null;
  /** Which part of the people this process takes, `index` from 1 to `count`; default all. */
  shard?: { index: number; count: number };
}

/**
 * Makes the validated dataset of processed events: table `events`, one row a source, person and item with the latest
 * decision, and table `quarantine` (file, row_number, field, reason, record) with every row that was refused and why.
 * Writes the report beside the logs, whatever the outcome. read = accepted + quarantined and accepted = kept +
 * superseded + neutral, checked against the files. Out of core; shards give the same fingerprint as one process.
 * @throws AppError TOO_MANY_REJECTS over the limit of the rules, QUALITY_BELOW_THRESHOLD for a score that must not be
 * so low, INVALID_CONFIG for a pattern that is none; then there is no dataset.
 */
export async function validateEvents(
  env: ValidateEnvironment,
  { shard = { index: 1, count: 1 }, ...options }: ValidateEventsOptions,
): Promise<ValidatedTable> {
  return validateTable(env, eventSpec, { ...options, shard, blocked: {} });
}
