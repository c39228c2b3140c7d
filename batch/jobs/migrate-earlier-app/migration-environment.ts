import type { Client } from 'pg';
import type { Duck } from '../../io/duckdb/open-duckdb.ts';

/** What reading an export works with. */
export interface MigrationEnvironment {
  client: Client;
  duck: Duck;
  /** Takes the raw, processed and validated datasets. */
  dataRoot: string;
  signal: AbortSignal;
}
