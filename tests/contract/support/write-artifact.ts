import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestArtifact } from './build-test-artifact.ts';

/** Writes an artifact as the bucket holds it and returns the folder, which is the caller's to remove. */
export async function writeArtifact({ objects }: Pick<TestArtifact, 'objects'>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'matching-artifact-'));
  for (const [path, bytes] of objects) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  return folder;
}
