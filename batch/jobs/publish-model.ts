import { AppError } from '../../shared/errors/app-error.ts';
import { connectDatabase } from '../io/connect-database.ts';
import { createSupabaseClient } from '../io/create-supabase-client.ts';
import type { Connection } from '../io/resolve-connection.ts';
import { readItemVectors } from '../publish/item-vectors.ts';
import { type LoadResult, loadItemVectors } from '../publish/load-item-vectors.ts';
import { type Artifact, readArtifact } from '../publish/read-artifact.ts';
import { runFolderPaths } from '../publish/run-folder-paths.ts';
import { uploadArtifact } from '../publish/upload-artifact.ts';
import { verifyPublished } from '../publish/verify-published.ts';
import { selectBackend } from '../train/backend/select-backend.ts';

export interface PublishedModel extends LoadResult {
  version: string;
}

export type PublishStep = 'upload' | 'load' | 'verify';

/** Width of app.item_vectors. */
const databaseDim = 768;

/**
 * Publishes a finished run: artifact to Storage, vectors to the database, both read back and compared. Nothing
 * serves it yet. Can be run again after a failure; what is there already is checked, not doubled.
 */
export async function publishModel(
  runFolder: string,
  connection: Connection,
  onStep: (step: PublishStep) => void = () => undefined,
): Promise<PublishedModel> {
  if (connection.api === null) {
    throw new AppError('INVALID_CONFIG', 'Cannot publish: only the database is named, not the API', {
      hint: 'Set SUPABASE_URL and SUPABASE_SECRET_KEY as well.',
    });
  }
  const paths = runFolderPaths(runFolder);
  const artifact: Artifact = await readArtifact(paths.artifact);
  const vectors = await readItemVectors(paths.vectors);
  if (vectors.dim !== databaseDim) {
    throw new AppError(
      'INVALID_CONFIG',
      `Cannot publish: the model is ${vectors.dim} wide, not ${databaseDim}`,
      {
        hint: `The database stores vectors of ${databaseDim}: train with dim=${databaseDim}.`,
      },
    );
  }
  await selectBackend('wasm');
  const storage = createSupabaseClient(connection.api.url, connection.api.secretKey);
  const database = await connectDatabase(connection.dbUrl, { applicationName: 'matching publish' });
  try {
    onStep('upload');
    await uploadArtifact(storage, artifact);
    onStep('load');
    const loaded = await loadItemVectors(database, artifact, vectors);
    onStep('verify');
    await verifyPublished({ storage, database }, artifact, vectors);
    return { version: artifact.manifest.version, ...loaded };
  } finally {
    await database.end();
  }
}
