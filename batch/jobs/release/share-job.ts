import { z } from 'zod';
import { checkGate } from '../../release/check-gate.ts';
import { moveModel } from '../../release/move-model.ts';
import type { JobDefinition } from '../runner/job-definition.ts';
import { moveParameters } from './move-parameters.ts';
import { requirePublished } from './require-published.ts';

const parametersSchema = z.strictObject({
  version: z.string().min(1).describe('candidate'),
  share: z.number().gt(0).max(1).default(0.1).describe('above 0, at most 1'),
  force: z.boolean().default(false).describe('also a version that the gate refused'),
  ...moveParameters,
});

/** A job that lets a candidate work for a share: of requests as the shadow, of people as the canary. */
export function shareJob(
  slot: 'shadow' | 'canary',
  { name, title }: { name: string; title: string },
): JobDefinition<typeof parametersSchema> {
  return {
    ...{ name, title, group: 'deployment', parameters: parametersSchema, shardable: false },
    async run({ parameters: { version, share, force, by, reason }, client, dryRun, step }) {
      await requirePublished(client, version);
      if (!force) await checkGate(client, version);
      if (dryRun) return { dryRun: true, version, share };
      return step('move', async () => {
        const from = await moveModel(client, { version, to: slot, share, by, reason });
        return { version, from, share };
      });
    },
  };
}
