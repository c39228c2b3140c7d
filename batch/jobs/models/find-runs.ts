import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { artifactPaths } from '../../../shared/contracts/artifact-paths.ts';
import { type ModelManifest, modelManifestSchema } from '../../../shared/contracts/model-manifest.ts';
import { runFolderPaths } from '../../publish/run-folder-paths.ts';

export interface FoundRun {
  name: string;
  folder: string;
  /** Null where the run is not finished or its manifest is broken. */
  manifest: ModelManifest | null;
  /** Why there is no manifest. */
  problem: string | null;
}

/** Every folder of `<root>/runs`, by name; nothing but its manifest is read. */
export async function findRuns(root: string): Promise<FoundRun[]> {
  const runs = join(root, 'runs');
  const entries = await readdir(runs, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const names = entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
  return Promise.all(names.map((name) => readRun(name, join(runs, name))));
}

async function readRun(name: string, folder: string): Promise<FoundRun> {
  const path = join(runFolderPaths(folder).artifact, artifactPaths.manifest);
  try {
    return {
      name,
      folder,
      manifest: modelManifestSchema.parse(JSON.parse(await readFile(path, 'utf8'))),
      problem: null,
    };
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return { name, folder, manifest: null, problem: missing ? 'not finished' : 'broken manifest' };
  }
}
