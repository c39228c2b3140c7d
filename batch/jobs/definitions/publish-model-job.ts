import { z } from 'zod';
import { readItemVectors } from '../../publish/item-vectors.ts';
import { readArtifact } from '../../publish/read-artifact.ts';
import { runFolderPaths } from '../../publish/run-folder-paths.ts';
import type { PublishStep } from '../publish-model.ts';
import type { JobDefinition } from '../runner/job-definition.ts';

const parametersSchema = z.strictObject({
  run: z.string().min(1).describe('run folder, as the training reports it'),
});

const phases: PublishStep[] = ['upload', 'load', 'verify'];

/** One step: a second try checks what the first one left and adds what is missing. */
export const publishModelJob: JobDefinition<typeof parametersSchema> = {
  name: 'publish-model',
  group: 'deployment',
  title: 'Publish a training run: artifact to Storage, vectors to the database, both read back',
  parameters: parametersSchema,
  shardable: false,
  async run({ parameters, connection, dryRun, signal, step }) {
    if (dryRun) return preview(parameters.run);
    return step('publish', async ({ progress }) => {
      // Loaded when needed: it brings TensorFlow.js.
      const { publishModel } = await import('../publish-model.ts');
      const published = await publishModel(parameters.run, connection, (phase) => {
        signal.throwIfAborted();
        progress(phases.indexOf(phase), phases.length, phase);
      });
      return { ...published };
    });
  },
};

/** What would be published; the artifact's hashes are checked on the way. */
async function preview(runFolder: string): Promise<Record<string, unknown>> {
  const paths = runFolderPaths(runFolder);
  const { manifest, files } = await readArtifact(paths.artifact);
  const { itemIds, dim } = await readItemVectors(paths.vectors);
  return { dryRun: true, version: manifest.version, files: files.size, vectors: itemIds.length, dim };
}
