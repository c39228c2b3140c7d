import type { Client } from 'pg';
import { AppError } from '../../../shared/errors/app-error.ts';

/** @throws AppError MODEL_MISSING for a version that the database does not know. */
export async function requirePublished(client: Client, version: string): Promise<void> {
  const { rows } = await client.query('select from app.models where version = $1', [version]);
  if (rows.length > 0) return;
  throw new AppError('MODEL_MISSING', `version ${version} was never published`, {
    hint: 'Publish it first: npx matching publish <run folder>.',
  });
}
