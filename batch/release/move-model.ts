import type { Client } from 'pg';
import type { deploymentSlots } from '../../shared/contracts/enums.ts';
import { AppError } from '../../shared/errors/app-error.ts';

export type DeploymentSlot = (typeof deploymentSlots)[number];

export interface ModelMove {
  version: string;
  to: DeploymentSlot;
  /** Who moves it, and why: app.releases keeps both. */
  by: string;
  reason: string;
  /** In (0, 1]: of people for a canary, of requests for a shadow; neither exists without. */
  share?: number;
  /** Made by a guardrail. */
  automatic?: boolean;
  /** What the guardrails saw, JSON. */
  evidence?: unknown;
}

/**
 * Moves a published version to another slot, in one transaction with whatever has to make room for it. Returns where it was;
 * null for one that was only published.
 * @throws AppError MODEL_MISSING when it was never published, VERIFICATION_FAILED when vectors are missing, RELEASE_REFUSED
 * when it can not go there from where it is.
 */
export async function moveModel(client: Client, move: ModelMove): Promise<DeploymentSlot | null> {
  const { version, to, by, reason, share = null, automatic = false, evidence = null } = move;
  try {
    const { rows } = await client.query<{ from: DeploymentSlot | null }>(
      'select app.move_model($1, $2, $3, $4, $5, $6, $7) as from',
      [version, to, by, reason, share, automatic, evidence === null ? null : JSON.stringify(evidence)],
    );
    return rows[0]!.from;
  } catch (cause) {
    const { code, message } = cause as { code?: string; message: string };
    if (code === 'P0002') {
      throw new AppError('MODEL_MISSING', `version ${version} was never published`, {
        hint: 'Publish it first: npx matching publish <run folder>.',
        cause,
      });
    }
    if (code === 'P0001') throw new AppError('VERIFICATION_FAILED', message, { cause });
    if (code === 'P0003') {
      throw new AppError(
        'RELEASE_REFUSED',
        `Cannot move version ${version}: ${message.replace('RELEASE_REFUSED: ', '')}`,
        {
          hint: 'npx matching release status shows where every version is.',
          cause,
        },
      );
    }
    throw cause;
  }
}
