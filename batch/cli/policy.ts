import type { Command } from 'commander';
import { z } from 'zod';
import { parseFlags } from '../config/parse-flags.ts';
import type { AppliedPolicy } from '../jobs/content-policy/apply-content-policy.ts';
import type { PolicyAudit } from '../jobs/content-policy/audit-content-policy.ts';
import type { JobDefinition } from '../jobs/runner/job-definition.ts';

const flagsSchema = z.strictObject({
  root: z.string().min(1),
  dbUrl: z.string().min(1).optional(),
  json: z.boolean().optional(),
});

/** `matching policy audit | apply | show`: what must not be in the catalogue. */
export function registerPolicyCommand(program: Command): void {
  const policy = program.command('policy').description('What must not be in the catalogue');
  const add = (name: string, description: string) =>
    policy
      .command(name)
      .description(description)
      .option('--root <folder>', 'folder of the local data', process.env.MATCHING_ROOT ?? '.matching')
      .option('--db-url <url>', 'database (default: SUPABASE_DB_URL, else the embedded stack)');

  add('audit', 'List what a policy would block and unblock; nothing is changed')
    .argument('<file>', 'policy as JSON')
    .action(async (file: string, given: Record<string, unknown>) => {
      const { auditContentPolicyJob } = await import('../jobs/content-policy/audit-content-policy-job.ts');
      const report = await run(auditContentPolicyJob, file, given);
      printAudit(report as unknown as PolicyAudit & { report: string });
    });

  add('apply', 'Put a policy in force: items that it blocks are hidden at once')
    .argument('<file>', 'policy as JSON')
    .action(async (file: string, given: Record<string, unknown>) => {
      const { applyContentPolicyJob } = await import('../jobs/content-policy/apply-content-policy-job.ts');
      printApplied((await run(applyContentPolicyJob, file, given)) as unknown as AppliedPolicy);
    });

  add('show', 'Show the policy in force and what it has kept out')
    .option('--json', 'print the policy alone, as apply reads it')
    .action(show);
}

async function run<S extends z.ZodObject>(
  job: JobDefinition<S>,
  file: string,
  given: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const { root, dbUrl } = parseFlags(flagsSchema, given);
  // Loaded when needed: the database driver would slow every other command down.
  const { resolve } = await import('node:path');
  const { abortOnSignals } = await import('./abort-on-signals.ts');
  const { createProgress } = await import('./create-progress.ts');
  const { readPolicyFile } = await import('../jobs/content-policy/read-policy-file.ts');
  const { runJob } = await import('../jobs/runner/run-job.ts');
  // The file first: what is wrong with it is said whether or not a database can be reached.
  await readPolicyFile(file);
  const progress = createProgress('Looking at items');
  const { report } = await runJob(job, {
    parameters: { file: resolve(file) },
    root,
    dbUrl,
    signal: abortOnSignals(),
    // What an earlier run found is no answer: items come and go.
    fresh: true,
    onProgress: ({ done, total }) => progress.update(done, total),
  }).finally(progress.stop);
  return report;
}

function printAudit(audit: PolicyAudit & { report: string }): void {
  const force =
    audit.currentVersion === null ? 'none is in force' : `version ${audit.currentVersion} is in force`;
  console.log(`Audited ${audit.items} items; ${audit.inForce ? 'the policy is in force already' : force}`);
  console.log(`  would block    ${audit.blocked} items that are not blocked now`);
  console.log(`  would unblock  ${audit.unblocked} items`);
  printRules(audit.matched, audit.newlyBlocked);
  console.log(`  each of them in ${audit.report}`);
}

function printApplied(applied: AppliedPolicy): void {
  const state = applied.changed ? 'is in force' : 'was in force already';
  console.log(`Policy version ${applied.version} ${state}`);
  console.log(`  blocked    ${applied.blocked} items of ${applied.items}`);
  console.log(`  unblocked  ${applied.unblocked} items`);
  printRules(applied.matched, applied.newlyBlocked);
}

function printRules(matched: Record<string, number>, newlyBlocked: Record<string, number>): void {
  for (const [rule, items] of Object.entries(matched).sort(([a], [b]) => (a < b ? -1 : 1))) {
    console.log(`  rule ${rule}: ${items} items, ${newlyBlocked[rule] ?? 0} of them new`);
  }
}

async function show(given: Record<string, unknown>): Promise<void> {
  const { root, dbUrl, json } = parseFlags(flagsSchema, given);
  const { connectDatabase } = await import('../io/connect-database.ts');
  const { readContentPolicy } = await import('../io/read-content-policy.ts');
  const { resolveConnection } = await import('../io/resolve-connection.ts');
  const { readPolicyCounts } = await import('../jobs/content-policy/read-policy-counts.ts');
  const connection = await resolveConnection({ root, flags: { dbUrl } });
  const client = await connectDatabase(connection.dbUrl, { applicationName: 'matching policy' });
  try {
    const stored = await readContentPolicy(client);
    if (json) {
      console.log(JSON.stringify(stored?.policy ?? { rules: [] }, null, 2));
      return;
    }
    const { hiddenItems, blockedRows } = await readPolicyCounts(client);
    if (stored === null) console.log('No content policy is in force');
    else console.log(`Policy version ${stored.version}, applied ${stored.appliedAt.toISOString()}`);
    for (const { id, subject, values } of stored?.policy.rules ?? []) {
      console.log(`  rule ${id}: ${subject}, ${values.length} ${values.length === 1 ? 'value' : 'values'}`);
    }
    console.log(`  hidden items  ${hiddenItems}`);
    for (const { rule, rows } of blockedRows) console.log(`  blocked at ingestion by ${rule}: ${rows} rows`);
  } finally {
    await client.end();
  }
}
