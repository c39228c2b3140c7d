import type { Client } from 'pg';
import { AppError } from '../../shared/errors/app-error.ts';

/** The model version that serves. Throws MODEL_MISSING where none does. */
export async function servingVersion(client: Client): Promise<string> {
  const { rows } = await client.query<{ version: string }>(
    "select model_version as version from app.deployments where slot = 'active'",
  );
  if (rows[0]) return rows[0].version;
  throw new AppError('MODEL_MISSING', 'Cannot export item vectors: no model version serves', {
    hint: 'Release one with "matching release", or name another in filter.modelVersion.',
  });
}
