import { Command } from 'commander';
import { registerPolicyCommand } from '../../../../batch/cli/policy.ts';
import { reportFailure } from '../../../../batch/cli/report-failure.ts';
import { registerTagsCommand } from '../../../../batch/cli/tags.ts';
import type { CommandResult } from '../../../fixtures/run-matching.ts';

/** Runs `matching policy` or `matching tags` in this process, as main.ts does. */
export async function runPolicyCommand(args: string[]): Promise<CommandResult> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const { log, error } = console;
  console.log = (text: string) => void stdout.push(`${text}\n`);
  console.error = (text: string) => void stderr.push(`${text}\n`);
  const program = new Command('matching').exitOverride();
  program.configureOutput({ writeErr: (text) => void stderr.push(text) });
  registerPolicyCommand(program);
  registerTagsCommand(program);
  let status = 0;
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (failure) {
    status = reportFailure(failure);
  } finally {
    console.log = log;
    console.error = error;
  }
  return { status, stdout: stdout.join(''), stderr: stderr.join('') };
}
