import { z } from 'zod';
import { policySha256 } from '../../io/policy-sha256.ts';
import type { JobDefinition } from '../runner/job-definition.ts';
import { auditContentPolicy } from './audit-content-policy.ts';
import { readPolicyFile } from './read-policy-file.ts';

const parameters = z.strictObject({
  file: z.string().min(1).describe('JSON file with the policy'),
});

export const auditContentPolicyJob: JobDefinition<typeof parameters> = {
  name: 'audit-content-policy',
  group: 'maintenance',
  title: 'List what a content policy would block and unblock, without changing anything',
  parameters,
  shardable: false,
  async run({ parameters: { file }, client, dataRoot, dryRun, signal, step }) {
    const policy = await readPolicyFile(file);
    // By its hash: a run that goes on after the file was changed must not take the former policy's result.
    const audit = await step(`audit ${policySha256(policy).slice(0, 16)}`, ({ progress }) =>
      auditContentPolicy(client, policy, {
        dataRoot: dryRun ? null : dataRoot,
        signal,
        onProgress: progress,
      }),
    );
    return { ...audit };
  },
};
