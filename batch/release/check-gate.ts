import type { Client } from 'pg';
import { modelManifestSchema } from '../../shared/contracts/model-manifest.ts';
import { AppError } from '../../shared/errors/app-error.ts';

const gateSchema = modelManifestSchema.pick({ gate: true });

/**
 * Lets a published version pass that the gate of its training found fit to serve, or that was never judged.
 * @throws AppError GATE_REFUSED with the reasons.
 */
export async function checkGate(client: Client, version: string): Promise<void> {
  const { rows } = await client.query<{ gate: unknown }>(
    "select manifest->'gate' as gate from app.models where version = $1",
    [version],
  );
  const { gate } = gateSchema.parse({ gate: rows[0]?.gate ?? null });
  if (!gate || gate.passed) return;
  const reasons = gate.checks.filter(({ passed }) => !passed);
  throw new AppError(
    'GATE_REFUSED',
    `Cannot release ${version}: ${reasons.map(({ sentence }) => sentence).join(' ')}`,
    {
      hint: 'Train on more data or with other settings, or promote it all the same with --force.',
      details: { reasons: reasons.map(({ code }) => code) },
    },
  );
}
