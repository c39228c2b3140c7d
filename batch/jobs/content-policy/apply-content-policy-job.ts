import { z } from 'zod';
import { policySha256 } from '../../io/policy-sha256.ts';
import type { JobDefinition } from '../runner/job-definition.ts';
import { applyContentPolicy } from './apply-content-policy.ts';
import { auditContentPolicy } from './audit-content-policy.ts';
import { readPolicyFile } from './read-policy-file.ts';

const parameters = z.strictObject({
  file: z.string().min(1).describe('JSON file with the policy'),
});

export const applyContentPolicyJob: JobDefinition<typeof parameters> = {
  name: 'apply-content-policy',
  group: 'maintenance',
  title: 'Put a content policy in force: hide what it blocks, show what only a former one blocked',
  parameters,
  shardable: false,
  async run({ parameters: { file }, client, dryRun, signal, step }) {
    const policy = await readPolicyFile(file);
    // By its hash: a run that goes on after the file was changed must not take the former policy for applied.
    const result = await step(`apply ${policySha256(policy).slice(0, 16)}`, async ({ progress }) =>
      dryRun
        ? await auditContentPolicy(client, policy, { dataRoot: null, signal, onProgress: progress })
        : await applyContentPolicy(client, policy, { signal, onProgress: progress }),
    );
    return { ...result };
  },
};
