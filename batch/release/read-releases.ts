import type { Client } from 'pg';
import type { DeploymentSlot } from './move-model.ts';

export interface DeployedModel {
  version: string;
  slot: DeploymentSlot;
  share: number | null;
  /** ISO time: since when it is in its slot. */
  since: string;
}

export interface Release {
  at: string;
  version: string;
  /** Null: published and nothing more. */
  from: DeploymentSlot | null;
  to: DeploymentSlot;
  share: number | null;
  by: string;
  reason: string;
  automatic: boolean;
}

/** Sums over the life of the shadow that there is. */
export interface ShadowSums {
  pages: number;
  failures: number;
  /** Of the items found first for a page, how many the shadow found first too; null without pages. */
  overlap: number | null;
  meanMs: number | null;
}

export interface ReleaseStatus {
  /** In the order of their lives. */
  deployed: DeployedModel[];
  shadow: ShadowSums | null;
  /** The last moves, newest first. */
  releases: Release[];
}

/** Where every version is, and the last `limit` moves. */
export async function readReleases(client: Client, { limit }: { limit: number }): Promise<ReleaseStatus> {
  const { rows: deployed } = await client.query(
    `select model_version as version, slot::text as slot, share, deployed_at as since
     from app.deployments order by app.deployments.slot, deployed_at desc`,
  );
  const { rows: releases } = await client.query(
    `select moved_at as at, model_version as version, from_slot::text as "from", to_slot::text as "to", share,
       moved_by as by, reason, automatic
     from app.releases order by id desc limit $1`,
    [limit],
  );
  const { rows: sums } = await client.query(
    `select sum(s.pages)::int as pages, sum(s.failures)::int as failures,
       sum(s.shared_items)::float8 / nullif(sum(s.shown_items), 0) as overlap,
       sum(s.duration_ms_sum) / nullif(sum(s.pages), 0) as "meanMs"
     from app.shadow_pages as s
     inner join app.deployments as d on d.model_version = s.model_version and d.slot = 'shadow'
     where s.minute >= date_trunc('minute', d.deployed_at)
     having count(*) > 0`,
  );
  return {
    deployed: deployed.map((row) => ({ ...row, since: row.since.toISOString() })),
    shadow: sums[0] ?? null,
    releases: releases.map((row) => ({ ...row, at: row.at.toISOString() })),
  };
}
