import { join } from 'node:path';

/** Files of a training run's folder. */
export function runFolderPaths(runFolder: string) {
  return {
    checkpoint: join(runFolder, 'checkpoint.bin'),
    /** What goes to Storage: the manifest and the files that it lists. */
    artifact: join(runFolder, 'artifact'),
    /** What goes to the database: item ids, embeddings, history inputs. */
    vectors: join(runFolder, 'vectors.bin'),
    report: join(runFolder, 'report.json'),
    /** What people read of the training; metrics.json with the same numbers is written beside it. */
    trainingReport: join(runFolder, 'report.html'),
  };
}
