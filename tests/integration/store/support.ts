import path from 'node:path';
import type { Client } from 'pg';
import { type Duck, openDuckDb } from '../../../batch/io/duckdb/open-duckdb.ts';
import { sqlText } from '../../../batch/io/duckdb/sql-text.ts';
import { catalogueColumns } from '../../../batch/process/catalogue/catalogue-table.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { startTestDatabase, type TestDatabase } from '../ingest/start-test-database.ts';

export interface StoreWorld {
  database: TestDatabase;
  client: Client;
  duck: Duck;
  /** Writes rows as a Parquet file of validated catalogue records; what is not given is null or empty. */
  catalogue(rows: Record<string, unknown>[]): Promise<string[]>;
  events(rows: Record<string, unknown>[]): Promise<string[]>;
  rows(sql: string): Promise<unknown[][]>;
  clear(): Promise<void>;
  stop(): Promise<void>;
}

const eventColumns = {
  source: 'VARCHAR',
  file: 'VARCHAR',
  row_number: 'BIGINT',
  person_key: 'VARCHAR',
  external_id: 'VARCHAR',
  kind: 'VARCHAR',
  decided_at: 'TIMESTAMP',
};

export async function startStoreWorld(): Promise<StoreWorld> {
  const database = await startTestDatabase();
  const duck = await openDuckDb({ tempFolder: newTempFolder() });
  const { client } = database;
  return {
    database,
    client,
    duck,
    catalogue: (rows) =>
      writeParquet(
        duck,
        catalogueColumns,
        rows.map((row, index) => ({
          source: 'shop',
          file: 'items.csv',
          row_number: index + 1,
          title: row.external_id,
          floors: [],
          performers: [],
          tags: [],
          sample_image_urls: [],
          ...row,
        })),
      ),
    events: (rows) =>
      writeParquet(
        duck,
        eventColumns,
        rows.map((row, index) => ({ source: 'app', file: 'events.csv', row_number: index + 1, ...row })),
      ),
    async rows(sql) {
      return (await client.query({ text: sql, rowMode: 'array' })).rows;
    },
    async clear() {
      await client.query(`
        truncate app.items, app.makers, app.labels, app.series, app.performers, app.tags, app.tag_groups,
          app.rankings, app.source_terms, app.quarantine, app.policy_blocks restart identity cascade;
        delete from app.sync_watermarks; delete from app.sources where name <> 'dmm'`);
    },
    async stop() {
      await duck.close();
      await database.stop();
    },
  };
}

async function writeParquet(
  duck: Duck,
  columns: Record<string, string>,
  rows: Record<string, unknown>[],
): Promise<string[]> {
  const file = path.join(newTempFolder(), 'rows.parquet');
  const structure = Object.entries(columns).map(([name, type]) => [
    name,
    type === 'VARCHAR[]' ? ['VARCHAR'] : type,
  ]);
  await duck.run(`
    copy (
      select unnest(
        from_json(${sqlText(JSON.stringify(rows))}::json, ${sqlText(JSON.stringify([Object.fromEntries(structure)]))}),
        max_depth := 2
      )
    ) to ${sqlText(file)} (format parquet)`);
  return [file];
}
