import { userInfo } from 'node:os';
import { type Command, Option } from 'commander';
import { z } from 'zod';
import { parseFlags } from '../config/parse-flags.ts';
import type { JobDefinition } from '../jobs/runner/job-definition.ts';
import type { Guardrail } from '../release/guardrails/judge-canary.ts';
import { registerReleaseStatusCommand } from './release-status.ts';

const flagsSchema = z.strictObject({
  share: z.number().gt(0).max(1).optional(),
  retiredHours: z.int().min(1).optional(),
  force: z.boolean().optional(),
  reason: z.string().trim().min(1).max(500).optional(),
  by: z.string().trim().min(1).max(500).optional(),
  dryRun: z.boolean().optional(),
  root: z.string().min(1),
  dbUrl: z.string().min(1).optional(),
});

/** `matching release …`: where published versions are between candidate and retired. */
export function registerReleaseCommand(program: Command): void {
  const release = program.command('release').description('Which published version serves whom');
  moving(release, 'candidate', '<version>', 'Check a published version again, before anybody sees it')
    .option('--force', 'also when the gate refuses the version')
    .action(
      run(
        async () => (await import('../jobs/release/make-candidate-job.ts')).makeCandidateJob,
        ({ version }) => [`${version} is a candidate`, `Next: npx matching release canary ${version}`],
      ),
    );
  moving(release, 'shadow', '<version>', 'Let a candidate make pages for a share of requests, unseen')
    .option('--share <share>', 'of requests, above 0 and at most 1', '0.1')
    .option('--force', 'also when the gate refused the version')
    .action(
      run(
        async () => (await import('../jobs/release/shadow-model-job.ts')).shadowModelJob,
        ({ version, share }) => [`${version} is the shadow of ${percent(share)} of requests`],
      ),
    );
  moving(release, 'canary', '<version>', 'Let a candidate serve a share of people')
    .option('--share <share>', 'of people, above 0 and at most 1', '0.1')
    .option('--force', 'also when the gate refused the version')
    .action(
      run(
        async () => (await import('../jobs/release/canary-model-job.ts')).canaryModelJob,
        ({ version, share }) => [`${version} serves ${percent(share)} of people`],
      ),
    );
  moving(release, 'promote', '[version]', 'Make a version the active one; default: the canary')
    .option('--force', 'also when the gate refused the version')
    .action(
      run(
        async () => (await import('../jobs/release/promote-model-job.ts')).promoteModelJob,
        ({ version }) => [`${version} is active`],
      ),
    );
  moving(
    release,
    'rollback',
    '[version]',
    'Take the canary back; without one, let the previous version serve again',
  ).action(
    run(
      async () => (await import('../jobs/release/rollback-model-job.ts')).rollbackModelJob,
      ({ version, active }) => [`${version} is retired; ${active} is active`],
    ),
  );
  connected(release.command('check'))
    .description('Compare the canary with the active version; over a guardrail it is taken back')
    .addOption(byOption())
    .option('--dry-run', 'only say what would be')
    .action(
      run(async () => (await import('../jobs/release/check-canary-job.ts')).checkCanaryJob, describeCheck),
    );
  connected(release.command('prune'))
    .description('Remove vectors and files of retired versions; the previous one is kept')
    .option('--retired-hours <hours>', 'retired for so long at least', '24')
    .option('--dry-run', 'only say which')
    .action(
      run(
        async () => (await import('../jobs/release/prune-models-job.ts')).pruneModelsJob,
        ({ versions }) => [`Pruned: ${(versions as string[]).join(', ') || 'nothing'}`],
      ),
    );
  registerReleaseStatusCommand(release);
}

function moving(release: Command, name: string, argument: string, description: string): Command {
  return connected(release.command(name).description(description).argument(argument))
    .option('--reason <text>', 'why, for whoever asks later', 'no reason given')
    .addOption(byOption())
    .option('--dry-run', 'check, and move nothing');
}

function byOption(): Option {
  return new Option('--by <name>', 'who moves it').default(
    process.env.GITHUB_ACTOR ?? userName(),
    'GITHUB_ACTOR, else the user of the system',
  );
}

/** In a container the user may be a number without a name, which is an error to ask for. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}

function connected(command: Command): Command {
  return command
    .option('--root <folder>', 'folder of the local data', process.env.MATCHING_ROOT ?? '.matching')
    .option('--db-url <url>', 'database (default: SUPABASE_DB_URL, else the embedded stack)');
}

type Report = Record<string, unknown>;

/** Commander gives the argument, where there is one, before the flags. */
function run(
  load: () => Promise<JobDefinition>,
  say: (report: Report) => string[],
): (...given: unknown[]) => Promise<void> {
  return async (...given) => {
    const [version, flags] = given.length > 2 ? given : [undefined, given[0]];
    const { root, dbUrl, dryRun = false, ...rest } = parseFlags(flagsSchema, flags as Report);
    const { runJobFromCli } = await import('./run-job-from-cli.ts');
    const { report } = await runJobFromCli(await load(), {
      ...{ root, dbUrl, dryRun },
      parameters: { ...rest, ...(typeof version === 'string' && { version }) },
    });
    for (const line of say(report)) console.log(`${dryRun ? 'Dry run: ' : ''}${line}`);
  };
}

function describeCheck({ canary, guardrails }: Report): string[] {
  if (canary === null) return ['No canary to check'];
  const judged = guardrails as Guardrail[];
  return [
    `${canary}`,
    ...judged.map(({ code, state, sentence }) => `${state.padEnd(8)} ${code}: ${sentence}`),
  ];
}

function percent(share: unknown): string {
  return `${Math.round(Number(share) * 1000) / 10} %`;
}
