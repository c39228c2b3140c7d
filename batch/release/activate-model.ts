import type { Client } from 'pg';
import { AppError } from '../../shared/errors/app-error.ts';

/**
 * Makes a published version the one that serves, in one transaction; the one before becomes the previous.
 * @throws AppError MODEL_MISSING when it was never published, VERIFICATION_FAILED when vectors are missing.
 */
export async function activateModel(client: Client, version: string): Promise<void> {
  try {
    await client.query('select app.activate_model($1)', [version]);
  } catch (cause) {
    const { code, message } = cause as { code?: string; message: string };
    if (code === 'P0002') {
      throw new AppError('MODEL_MISSING', `version ${version} was never published`, {
        hint: 'Publish it first: npx matching publish <run folder>.',
        cause,
      });
    }
    if (code === 'P0001') throw new AppError('VERIFICATION_FAILED', message, { cause });
    throw cause;
  }
}
