import { AppError } from '../../../shared/errors/app-error.ts';
import type { DownloadArtifact } from '../../../supabase/functions/_lib/tower/create-artifact-download.ts';

/** A bucket in memory. */
export function downloadFrom(objects: Map<string, Uint8Array<ArrayBuffer>>): DownloadArtifact {
  return async (path) => {
    const bytes = objects.get(path);
    if (!bytes) throw new AppError('ARTIFACT_MISSING', `Cannot download ${path} from storage`);
    return bytes;
  };
}
