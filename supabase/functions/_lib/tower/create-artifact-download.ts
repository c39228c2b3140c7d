import type { SupabaseClient } from '@supabase/supabase-js';
import { modelBucket } from '../../../../shared/contracts/artifact-paths.ts';
import { AppError } from '../../../../shared/errors/app-error.ts';

/** Fetches one object of the models bucket by its path. Throws AppError ARTIFACT_MISSING when it cannot be had. */
export type DownloadArtifact = (objectPath: string) => Promise<Uint8Array<ArrayBuffer>>;

export function createArtifactDownload(client: SupabaseClient): DownloadArtifact {
  return async (objectPath) => {
    const { data, error } = await client.storage.from(modelBucket).download(objectPath);
    if (error) {
      throw new AppError('ARTIFACT_MISSING', `Cannot download ${objectPath} from storage`, { cause: error });
    }
    return new Uint8Array(await data.arrayBuffer());
  };
}
