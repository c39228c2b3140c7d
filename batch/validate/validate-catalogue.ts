import { catalogueSpec } from './rows/table-spec.ts';
import type { ValidateEnvironment, ValidateOptions } from './validate-options.ts';
import { type ValidatedTable, validateTable } from './validate-table.ts';

export interface ValidateCatalogueOptions extends ValidateOptions {
  /** Rows that the content policy blocked, by its rule: they count as quarantined, not toward the reject limit. */
  blocked: Record<string, number>;
}

/**
 * Makes the validated dataset of a processed catalogue: table `catalogue`, one row a source and item with floors united
 * and the later non-empty value of every other field, and table `quarantine` (file, row_number, field, reason, record).
 * Writes the report beside the logs, whatever the outcome. read = accepted + quarantined and accepted = kept + merged,
 * checked against the files.
 * @throws AppError TOO_MANY_REJECTS over the limit of the rules, QUALITY_BELOW_THRESHOLD for a score that must not be
 * so low, INVALID_CONFIG for a pattern that is none; then there is no dataset.
 */
export async function validateCatalogue(
  env: ValidateEnvironment,
  options: ValidateCatalogueOptions,
): Promise<Extract<ValidatedTable, { complete: true }>> {
  const shard = { index: 1, count: 1 };
  const made = await validateTable(env, catalogueSpec, { ...options, shard, reference: null });
  if (!made.complete) throw new TypeError('one part of one is the whole catalogue');
  return made;
}
