import type { Client } from 'pg';

export interface MonitorWindows {
  /** The version that serves; null where none does. */
  version: string | null;
  previous: string | null;
  asOf: Date;
  reference: { from: Date; to: Date };
  recent: { from: Date; to: Date };
  /** $1 to $4 of activitySql. */
  values: [string, string, string, string];
}

const dayMs = 86_400_000;

/**
 * The last `days` up to `asOf`, and before them the `referenceDays` that the serving version learned from: up to its
 * training, or up to the recent days where the training is younger or nothing serves. The periods never overlap.
 */
export async function monitorWindows(
  client: Client,
  { asOf, days, referenceDays }: { asOf: Date; days: number; referenceDays: number },
): Promise<MonitorWindows> {
  const { rows } = await client.query<{ slot: string; version: string; trainedAt: Date }>(
    `select d.slot::text as slot, m.version,
       coalesce((m.manifest ->> 'createdAt')::timestamptz, m.created_at) as "trainedAt"
     from app.deployments as d inner join app.models as m on m.version = d.model_version`,
  );
  const active = rows.find(({ slot }) => slot === 'active');
  const recent = { from: new Date(asOf.getTime() - days * dayMs), to: asOf };
  const to = new Date(
    Math.min(recent.from.getTime(), active?.trainedAt.getTime() ?? Number.POSITIVE_INFINITY),
  );
  const reference = { from: new Date(to.getTime() - referenceDays * dayMs), to };
  const values = [reference.from, reference.to, recent.from, recent.to].map((at) => at.toISOString());
  return {
    version: active?.version ?? null,
    previous: rows.find(({ slot }) => slot === 'previous')?.version ?? null,
    asOf,
    reference,
    recent,
    values: values as MonitorWindows['values'],
  };
}
