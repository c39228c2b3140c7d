import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommandResult } from '../stack/run-matching.ts';
import type { WorkflowStep } from './workflow.ts';

export interface WorkflowRun {
  /** Where the scripts run: a checkout of the project. */
  checkout: string;
  /** A folder for what the runner keeps beside it. */
  temp: string;
  /** What the runner sets for the whole job. */
  environment: Record<string, string>;
  inputs: Record<string, string>;
  secrets: Record<string, string>;
  vars: Record<string, string>;
  /** By step; filled by the steps that have an id. */
  outputs: Record<string, Record<string, string>>;
}

/** Runs the script of a step as GitHub's runner does with `shell: bash`, and takes up its outputs. */
export async function runWorkflowStep(step: WorkflowStep, run: WorkflowRun): Promise<CommandResult> {
  const script = join(run.temp, 'step.sh');
  const output = join(run.temp, 'output');
  await writeFile(script, step.run!);
  await writeFile(output, '');
  const given = Object.entries(step.env ?? {}).map(([name, value]) => [name, evaluate(value, run)]);
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
    cwd: run.checkout,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      CI: 'true',
      GITHUB_OUTPUT: output,
      GITHUB_RUN_ID: '1',
      GITHUB_WORKSPACE: run.temp,
      RUNNER_TEMP: run.temp,
      ...run.environment,
      ...Object.fromEntries(given),
    },
  });
  const result: CommandResult = { status: null, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    result.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    result.stderr += text;
  });
  result.status = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (step.id) {
    const lines = (await readFile(output, 'utf8')).split('\n').filter(Boolean);
    run.outputs[step.id] = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s, 2)));
  }
  return result;
}

/** The kind of expression that the env of a step has here: a text, or the first of several that is not empty. */
function evaluate(text: string, run: WorkflowRun): string {
  return text.replace(/\$\{\{\s*(.*?)\s*\}\}/g, (_, expression: string) => {
    const values = expression.split(/\s*\|\|\s*/).map((term) => termValue(term, run));
    return values.find((value) => value !== '') ?? '';
  });
}

function termValue(term: string, { inputs, secrets, vars, outputs }: WorkflowRun): string {
  const literal = /^'([^']*)'$/.exec(term);
  if (literal) return literal[1]!;
  const output = /^steps\.([\w-]+)\.outputs\.([\w-]+)$/.exec(term);
  if (output) return outputs[output[1]!]?.[output[2]!] ?? '';
  const named = /^(inputs|secrets|vars)\.([\w-]+)$/.exec(term);
  if (!named) throw new Error(`Cannot evaluate ${term}`);
  return { inputs, secrets, vars }[named[1] as 'inputs' | 'secrets' | 'vars'][named[2]!] ?? '';
}
