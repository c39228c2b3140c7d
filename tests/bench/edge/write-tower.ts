import { buildTestArtifact } from '../../contract/support/build-test-artifact.ts';
import { writeArtifact } from '../../contract/support/write-artifact.ts';

export interface TowerOnDisk {
  /** Holds the files by their paths in the bucket; the caller removes it. */
  folder: string;
  version: string;
  manifestSha256: string;
}

/** A user tower of the full width (2304 to 768) with seeded weights. */
export async function writeTower(): Promise<TowerOnDisk> {
  const artifact = await buildTestArtifact({ dim: 768 });
  return {
    folder: await writeArtifact(artifact),
    version: artifact.version,
    manifestSha256: artifact.manifestSha256,
  };
}
