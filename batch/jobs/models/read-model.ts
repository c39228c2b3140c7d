import { AppError } from '../../../shared/errors/app-error.ts';
import { connectDatabase } from '../../io/connect-database.ts';
import { createSupabaseClient } from '../../io/create-supabase-client.ts';
import { resolveConnection } from '../../io/resolve-connection.ts';
import { downloadArtifact } from '../../publish/download-artifact.ts';
import { downloadItemVectors } from '../../publish/download-item-vectors.ts';
import { type ItemVectors, readItemVectors } from '../../publish/item-vectors.ts';
import { type Artifact, readArtifact } from '../../publish/read-artifact.ts';
import { runFolderPaths } from '../../publish/run-folder-paths.ts';
import type { FoundModel } from './find-model.ts';

/** The whole of a model; without vectors where they were not asked for. */
export interface ReadModel {
  artifact: Artifact;
  vectors: ItemVectors | null;
}

export interface ReadModelOptions {
  root: string;
  dbUrl?: string | undefined;
  vectors: boolean;
  signal?: AbortSignal | undefined;
  /** Vectors read so far, and how many there are. */
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * A model from its run where there is one, else from Storage and the database, which keeps vectors in half precision.
 * @throws AppError INVALID_CONFIG where Storage would be needed and only the database is named.
 */
export async function readModel(
  { run, published }: Pick<FoundModel, 'run' | 'published'>,
  options: ReadModelOptions,
): Promise<ReadModel> {
  if (run !== null) {
    const paths = runFolderPaths(run);
    const artifact = await readArtifact(paths.artifact);
    return { artifact, vectors: options.vectors ? await readItemVectors(paths.vectors) : null };
  }
  const connection = await resolveConnection({ root: options.root, flags: { dbUrl: options.dbUrl } });
  if (connection.api === null) {
    throw new AppError('INVALID_CONFIG', 'Cannot read Storage: only the database is named', {
      hint: 'Set SUPABASE_URL and SUPABASE_SECRET_KEY as well.',
    });
  }
  const storage = createSupabaseClient(connection.api.url, connection.api.secretKey);
  const artifact = await downloadArtifact(storage, published!);
  if (!options.vectors) return { artifact, vectors: null };
  const client = await connectDatabase(connection.dbUrl, { applicationName: 'matching models' });
  try {
    const { version, dim, itemCount } = artifact.manifest;
    const vectors = await downloadItemVectors(client, version, {
      dim,
      // A run has none either, and the manifest counts none.
      added: false,
      signal: options.signal,
      onProgress: (rows) => options.onProgress?.(rows, itemCount),
    });
    return { artifact, vectors };
  } finally {
    await client.end();
  }
}
