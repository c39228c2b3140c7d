import type { MigrationReport, StoredMigration, TableReport } from './migration-report.ts';

/** The report as text, with a line end. */
export function formatMigrationReport(report: MigrationReport): string {
  const { mode, tables, ignoredFiles, unknownDecisionTypes, unmatchedItems, stored } = report;
  const lines = [mode === 'audit' ? 'Audit of an export: nothing was changed' : 'Export carried over'];
  for (const table of tables) lines.push(...describeTable(table));
  if (unknownDecisionTypes.length > 0) {
    const types = unknownDecisionTypes.map(({ value, rows }) => `${value} (${rows})`);
    lines.push('', `Decision types that are neither like nor nope: ${types.join(', ')}`);
  }
  if (unmatchedItems.file !== null) {
    lines.push('', `Items of decisions that are nowhere: ${unmatchedItems.ids}, see ${unmatchedItems.file}`);
  }
  if (ignoredFiles.length > 0) lines.push('', `Files that hold no known table: ${ignoredFiles.join(', ')}`);
  if (stored) lines.push('', 'Stored', ...describeStored(stored));
  return `${lines.join('\n')}\n`;
}

function describeTable(table: TableReport): string[] {
  const { read, carried, quarantined, duplicate, matches } = table;
  const lines = [
    '',
    `${table.table} (${table.files.join(', ')})`,
    `  ${read} read = ${carried} carried over + ${quarantined} quarantined + ${duplicate} duplicate`,
  ];
  if (matches) {
    const { exact, caseInsensitive, none } = matches;
    const what = table.table === 'items' ? 'in the catalogue already' : 'matched with an item';
    const other = table.table === 'items' ? 'new' : 'not matched';
    lines.push(
      `  ${what}: ${exact} exactly, ${caseInsensitive} in another spelling of upper and lower case; ${none} ${other}`,
    );
  }
  for (const [reason, rows] of Object.entries(table.reasons)) lines.push(`  quarantined ${reason}: ${rows}`);
  const columns = Object.entries(table.columns).map(([field, names]) => `${field} = ${names.join(' or ')}`);
  if (columns.length > 0) lines.push(`  columns: ${columns.join(', ')}`);
  if (table.ignoredColumns.length > 0) lines.push(`  ignored columns: ${table.ignoredColumns.join(', ')}`);
  return lines;
}

function describeStored({ items, tagGroups, tags, performers, decisions }: StoredMigration): string[] {
  const { added, changed, unchanged } = decisions;
  return [
    `  items       ${items.added} added, ${items.changed} changed, ${items.unchanged} unchanged, ` +
      `${items.merged} merged with another source`,
    `  tag groups  ${tagGroups.added} added`,
    `  tags        ${tags.added} added, ${tags.grouped} put into groups`,
    `  performers  ${performers.added} added`,
    `  decisions   ${added} added, ${changed} changed, ${unchanged} unchanged, ` +
      `${decisions.sameItem} on an item that was decided on under another id`,
  ];
}
