import type { Client } from 'pg';
import type { DeploymentSlot } from '../../release/move-model.ts';

/** The version in a slot that holds one at most; null where it is empty. */
export async function findDeployed(client: Client, slot: DeploymentSlot): Promise<string | null> {
  const { rows } = await client.query<{ version: string }>(
    'select model_version as version from app.deployments where slot = $1',
    [slot],
  );
  return rows[0]?.version ?? null;
}
