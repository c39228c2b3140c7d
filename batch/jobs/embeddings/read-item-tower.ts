import type { Client } from 'pg';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { FeatureSpec } from '../../../shared/features/feature-spec.ts';
import { createSupabaseClient } from '../../io/create-supabase-client.ts';
import type { Connection } from '../../io/resolve-connection.ts';
import { downloadArtifact } from '../../publish/download-artifact.ts';
import type { GraphModel } from '../../publish/graph-model/graph-model.ts';
import { itemTowerOf } from '../../publish/item-tower-of.ts';
import { readArtifact } from '../../publish/read-artifact.ts';
import { runFolderPaths } from '../../publish/run-folder-paths.ts';
import { findRunFolder } from '../models/find-run-folder.ts';
import { publishedVersion } from './published-version.ts';

export interface ReadItemTower {
  version: string;
  manifestSha256: string;
  tower: GraphModel;
  spec: FeatureSpec;
}

/**
 * The item tower of a run, or else of a published version. The backend must have been selected.
 * @throws AppError MODEL_MISSING, INVALID_CONFIG where it has no item tower or Storage is not named, and as reading an
 * artifact does.
 */
export async function readItemTower(
  client: Client,
  { model, connection, root }: { model: string; connection: Connection; root: string },
): Promise<ReadItemTower> {
  const run = await findRunFolder(model, { root });
  const artifact = run === null ? await published() : await readArtifact(runFolderPaths(run).artifact);
  const { version } = artifact.manifest;
  const loaded = await itemTowerOf(artifact);
  if (loaded) return { version, manifestSha256: artifact.manifestSha256, ...loaded };
  throw new AppError('INVALID_CONFIG', `Cannot embed items with ${version}: it has no item tower`, {
    hint: 'Train with this project, or import a model with its item tower.',
  });

  async function published() {
    const row = (await publishedVersion(client, model))!;
    if (connection.api === null) {
      throw new AppError('INVALID_CONFIG', 'Cannot read Storage: only the database is named', {
        hint: 'Set SUPABASE_URL and SUPABASE_SECRET_KEY as well.',
      });
    }
    return downloadArtifact(createSupabaseClient(connection.api.url, connection.api.secretKey), row);
  }
}
