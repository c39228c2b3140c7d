import { z } from 'zod';
import { AppError } from '../../../shared/errors/app-error.ts';
import { judgeCanary } from '../../release/guardrails/judge-canary.ts';
import { readCanaryEvidence } from '../../release/guardrails/read-canary-evidence.ts';
import { moveModel } from '../../release/move-model.ts';
import type { JobDefinition } from '../runner/job-definition.ts';
import { moveParameters } from './move-parameters.ts';

const parametersSchema = z.strictObject({ by: moveParameters.by });

/**
 * Compares the canary with the active version and takes it back when it breaches a guardrail.
 * @throws AppError GUARDRAIL_BREACHED once it is taken back.
 */
export const checkCanaryJob: JobDefinition<typeof parametersSchema> = {
  name: 'check-canary',
  group: 'deployment',
  title: 'Compare the canary with the active version, and take it back over a guardrail',
  parameters: parametersSchema,
  shardable: false,
  async run({ parameters: { by }, client, dryRun, step }) {
    const evidence = await readCanaryEvidence(client);
    if (evidence === null) return { canary: null, guardrails: [] };
    const { version } = evidence.canary;
    const guardrails = judgeCanary(evidence);
    const breached = guardrails.filter(({ state }) => state === 'breached');
    if (breached.length === 0) return { canary: version, since: evidence.since, guardrails };
    const reasons = breached.map(({ sentence }) => sentence).join(' ');
    if (!dryRun) {
      await step('roll back', async () => {
        await moveModel(client, {
          ...{ version, to: 'retired', by, automatic: true, evidence: { guardrails } },
          reason: `breached: ${breached.map(({ code }) => code).join(', ')}`,
        });
        return { version };
      });
    }
    throw new AppError(
      'GUARDRAIL_BREACHED',
      `The canary ${version} ${dryRun ? 'would be' : 'was'} taken back: ${reasons}`,
      {
        hint: 'The active version serves everybody. npx matching release status tells the moves.',
        details: { guardrails },
      },
    );
  },
};
