import type { Duck } from '../../io/duckdb/open-duckdb.ts';
import { sqlIdentifier } from '../../io/duckdb/sql-identifier.ts';
import { sqlText } from '../../io/duckdb/sql-text.ts';
import { type EarlierTableName, earlierTables } from './earlier-tables.ts';
import type { LandedTable } from './land-export.ts';
import type { Matches, TableReport } from './migration-report.ts';
import type { RowFate } from './row-fate.ts';

/** Fates of the tables whose rows were judged one by one; those of the others are in tables fates_<table>. */
export type NameFates = Partial<Record<EarlierTableName, RowFate[]>>;

/** What became of every row of every table that the export has. Throws Error where rows are not accounted for. */
export async function describeTables(
  duck: Duck,
  tables: readonly LandedTable[],
  nameFates: NameFates,
): Promise<TableReport[]> {
  const reports: TableReport[] = [];
  for (const table of Object.keys(earlierTables) as EarlierTableName[]) {
    const landed = tables.filter((one) => one.table === table);
    if (landed.length === 0) continue;
    const fates = nameFates[table];
    const counts = fates ? countFates(fates) : await readFates(duck, table);
    addRejects(counts, await readRejects(duck, table));
    const read = landed.reduce((sum, one) => sum + one.read, 0);
    const { carried, duplicate, reasons } = counts;
    const quarantined = Object.values(reasons).reduce((sum, rows) => sum + rows, 0);
    if (read !== carried + duplicate + quarantined) {
      throw new Error(
        `${table} is not accounted for: read ${read}, carried ${carried}, duplicate ${duplicate}, quarantined ${quarantined}`,
      );
    }
    reports.push({
      table,
      files: landed.map(({ file }) => file),
      read,
      carried,
      quarantined,
      duplicate,
      reasons: Object.fromEntries(
        Object.entries(reasons).sort(([a, aRows], [b, bRows]) => bRows - aRows || (a < b ? -1 : 1)),
      ),
      columns: mergeLists(landed.map(({ columns }) => columns)),
      ignoredColumns: [...new Set(landed.flatMap(({ ignored }) => ignored))].sort(),
      matches: table === 'items' || table === 'decisions' ? await readMatches(duck, table) : null,
    });
  }
  return reports;
}

interface FateCounts {
  carried: number;
  duplicate: number;
  reasons: Record<string, number>;
}

function countFates(fates: readonly RowFate[]): FateCounts {
  const counts: FateCounts = { carried: 0, duplicate: 0, reasons: {} };
  for (const { fate, reason } of fates) {
    if (fate !== 'quarantined') counts[fate]++;
    else counts.reasons[reason!] = (counts.reasons[reason!] ?? 0) + 1;
  }
  return counts;
}

async function readFates(duck: Duck, table: EarlierTableName): Promise<FateCounts> {
  const rows = await duck.rows(
    `select fate, reason, count(*)::double as n from ${sqlIdentifier(`fates_${table}`)} group by all`,
  );
  const counts: FateCounts = { carried: 0, duplicate: 0, reasons: {} };
  for (const { fate, reason, n } of rows as { fate: RowFate['fate']; reason: string; n: number }[]) {
    if (fate === 'quarantined') counts.reasons[reason] = n;
    else counts[fate] = n;
  }
  return counts;
}

/** Records that could not be read at all. */
async function readRejects(duck: Duck, table: EarlierTableName) {
  const rows = await duck.rows(
    `select reason, count(*)::double as n from rejects where table_name = ${sqlText(table)} group by all`,
  );
  return rows as { reason: string; n: number }[];
}

function addRejects({ reasons }: FateCounts, rejects: readonly { reason: string; n: number }[]): void {
  for (const { reason, n } of rejects) reasons[reason] = (reasons[reason] ?? 0) + n;
}

async function readMatches(duck: Duck, table: 'items' | 'decisions'): Promise<Matches> {
  const [row] = await duck.rows(`
    select count(*) filter (where match = 'exact')::double as exact,
      count(*) filter (where match = 'case_insensitive')::double as folded, count(*)::double as total
    from fates_${table}`);
  const { exact, folded, total } = row as { exact: number; folded: number; total: number };
  return { exact, caseInsensitive: folded, none: total - exact - folded };
}

function mergeLists(all: readonly Record<string, string[]>[]): Record<string, string[]> {
  const merged: Record<string, string[]> = {};
  for (const [field, columns] of all.flatMap((one) => Object.entries(one))) {
    merged[field] = [...new Set([...(merged[field] ?? []), ...columns])];
  }
  return merged;
}
