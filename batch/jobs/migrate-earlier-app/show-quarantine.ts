import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { dataRootPaths } from '../../io/datasets/data-root-paths.ts';
import { sqlText } from '../../io/duckdb/sql-text.ts';
import { storeQuarantine } from '../../store/store-quarantine.ts';
import { earlierSource } from './earlier-tables.ts';
import type { MigrationEnvironment } from './migration-environment.ts';
import type { PreparedMigration } from './prepare-migration.ts';

/** Shows items and decisions that are not carried over in app.quarantine; the same export again adds none. */
export async function showQuarantine(
  env: MigrationEnvironment,
  { identity, items }: Pick<PreparedMigration, 'identity' | 'items'>,
): Promise<void> {
  const { client, duck } = env;
  const shown = { source: earlierSource, runId: uuidOf(identity) };
  const { temp } = dataRootPaths(env.dataRoot);
  await mkdir(temp, { recursive: true });
  const scratch = await mkdtemp(join(temp, 'quarantine-'));
  // external_id_missing is about the field external_id; a record that could not be read has no fields.
  const ownSql = (relation: string, reason: string, table: string) => `
    select file, row_number, regexp_replace(${reason}, '_[a-z]+$', '') as field, ${reason} as reason, null as record
    from ${relation} where ${reason} is not null
    union all select file, row_number, '*', reason, null from rejects where table_name = '${table}'`;
  try {
    const write = async (name: string, sql: string) => {
      const file = join(scratch, name);
      await duck.run(`copy (${sql}) to ${sqlText(file)} (format parquet)`);
      return [file];
    };
    const refused = `
      ${ownSql('item_rows', 'problem', 'items')}
      union all by name from read_parquet([${items.quarantine.map(sqlText).join(', ')}])`;
    const catalogue = await write('items.parquet', refused);
    await storeQuarantine(client, duck, { ...shown, files: catalogue, dataset: 'catalogue' });
    const events = await write('decisions.parquet', ownSql('fates_decisions', 'reason', 'decisions'));
    await storeQuarantine(client, duck, { ...shown, files: events, dataset: 'events' });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The first bits of a hash in the form of a UUID of version 8. */
function uuidOf(sha256: string): string {
  const part = (from: number, to: number) => sha256.slice(from, to);
  return `${part(0, 8)}-${part(8, 12)}-8${part(13, 16)}-8${part(17, 20)}-${part(20, 32)}`;
}
