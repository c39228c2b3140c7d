import type { Client } from 'pg';

export interface ExportRecord {
  id: string;
  export: string;
  format: string;
  rows: number;
  bytes: number;
  sha256: string;
  /** Relative to the data root of the machine that made it. */
  file: string;
  runId: string | null;
  /** ISO 8601, UTC. */
  exportedAt: string;
}

/** Exports, the newest first. */
export async function readExportHistory(
  client: Client,
  { name, limit = 50 }: { name?: string | undefined; limit?: number | undefined } = {},
): Promise<ExportRecord[]> {
  const { rows } = await client.query<Omit<ExportRecord, 'exportedAt'> & { exportedAt: Date }>(
    `select id, export, format, rows::float8, bytes::float8, sha256, file, run_id as "runId",
       exported_at as "exportedAt"
     from app.export_history
     where $1::text is null or export = $1
     order by exported_at desc, id
     limit $2`,
    [name ?? null, limit],
  );
  return rows.map((row) => ({ ...row, exportedAt: row.exportedAt.toISOString() }));
}
