import { z } from 'zod';
import { countStoredItems } from '../../io/stored-items.ts';
import type { JobDefinition } from '../runner/job-definition.ts';

const parameters = z.strictObject({
  model: z.string().min(1).describe('version, name of a run, or run folder'),
});

/** Writes the dataset processed/item-vectors; with --shard each process makes a part, and the last one the dataset. */
export const buildEmbeddingsJob: JobDefinition<typeof parameters> = {
  name: 'build-embeddings',
  group: 'ml-training',
  title: 'Write vectors of the whole catalogue by the item tower of a model, as a dataset',
  parameters,
  shardable: true,
  async run({ parameters: { model }, client, connection, root, dataRoot, shard, dryRun, signal, step }) {
    const items = await countStoredItems(client, { shard });
    if (dryRun) return { dryRun: true, model, items };
    return step('embed', async ({ progress }) => {
      // Loaded when needed: it brings TensorFlow.js.
      const { buildEmbeddings } = await import('./build-embeddings.ts');
      const built = await buildEmbeddings(client, {
        ...{ model, connection, root, dataRoot, signal },
        shard: shard ?? { index: 1, count: 1 },
        onProgress: (done) => progress(done, items, `${done} items`),
      });
      return { ...built };
    });
  },
};
