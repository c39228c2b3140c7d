import type { Client } from 'pg';
import { AppError } from '../../../shared/errors/app-error.ts';

export interface PublishedVersion {
  version: string;
  manifestSha256: string;
}

/**
 * A published version, by default the one that serves; null where none does.
 * @throws AppError MODEL_MISSING for one that was never published.
 */
export async function publishedVersion(
  client: Client,
  wanted: string | undefined,
): Promise<PublishedVersion | null> {
  const { rows } = await client.query<PublishedVersion>(
    `select m.version, m.manifest_sha256 as "manifestSha256" from app.models as m
     where m.version = coalesce($1, (select model_version from app.deployments where slot = 'active'))`,
    [wanted ?? null],
  );
  if (rows[0] || wanted === undefined) return rows[0] ?? null;
  throw new AppError('MODEL_MISSING', `Cannot use version ${wanted}: it was never published`, {
    hint: '"matching models list" shows all.',
  });
}
