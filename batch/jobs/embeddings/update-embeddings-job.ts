import { z } from 'zod';
import { countStoredItems } from '../../io/stored-items.ts';
import type { JobDefinition } from '../runner/job-definition.ts';
import { publishedVersion } from './published-version.ts';

const parameters = z.strictObject({
  version: z.string().min(1).optional().describe('published model version; default: the one that serves'),
  batchSize: z.int().min(1).max(20_000).default(1000).describe('items that are added in one transaction'),
});

/**
 * Gives vectors to items that came after a version was trained. Each batch is one transaction, and what has a vector is
 * not looked at again, so that a run may be killed and started anew at any time.
 */
export const updateEmbeddingsJob: JobDefinition<typeof parameters> = {
  name: 'update-embeddings',
  group: 'deployment',
  title: 'Give vectors to items that came after the training, by the item tower of the version',
  parameters,
  shardable: false,
  resumeWithinHours: 20,
  async run({ parameters: { version: wanted, batchSize }, client, connection, dryRun, signal, step }) {
    const model = await publishedVersion(client, wanted);
    if (model === null) return { version: null, missing: 0, added: 0, reason: 'no version serves' };
    const { version } = model;
    const missing = await countStoredItems(client, { withoutVectorOf: version });
    if (dryRun) return { dryRun: true, version, missing };
    // Storage is asked only where there is something to do.
    if (missing === 0) return { version, missing, added: 0 };
    return step('embed', async ({ progress }) => {
      // Loaded when needed: it brings TensorFlow.js.
      const { updateEmbeddings } = await import('./update-embeddings.ts');
      const done = await updateEmbeddings(client, {
        ...{ connection, model, batchSize, signal },
        onProgress: (items) => progress(items, missing, `${items} items`),
      });
      return { version, missing, ...done };
    });
  },
};
