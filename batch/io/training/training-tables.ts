/** What a training dataset is; the meaning of its columns changes only with the version. */
export const trainingSchema = { name: 'training', version: 1 };

export const trainingParts = ['train', 'validation', 'test'] as const;

/**
 * Relations in DuckDB that a training dataset is made of.
 * - `itemsRelation`: item_index INTEGER (0, 1, ... without gaps), id BIGINT (null for an item that is in no database),
 *   source, external_id, title, maker, series VARCHAR, performers, tags VARCHAR[], released_at TIMESTAMP,
 *   duration_minutes, price_yen INTEGER.
 * - `tagGroupsRelation`: tag, group_name VARCHAR, one row for each tag of an item that is in a group.
 * - `decisionsRelation`: person_key VARCHAR, item_index INTEGER, is_like BOOLEAN, decided_at TIMESTAMP (UTC).
 */
export const itemsRelation = 'training_items';
export const tagGroupsRelation = 'training_tag_groups';
export const decisionsRelation = 'training_decisions';

/**
 * An SQL expression to order texts by UTF-16 code unit, as JavaScript's sort does: DuckDB orders by UTF-8 bytes, which
 * differs where surrogates stand before U+E000. U+10FFFF before such a character moves it behind all of them.
 */
export function byCodeUnit(expression: string): string {
  return `regexp_replace(${expression}, '([\\x{E000}-\\x{FFFF}])', chr(1114111) || '\\1', 'g')`;
}
