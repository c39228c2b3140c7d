import { parseWorkflow, type Workflow, type WorkflowJob, type WorkflowStep } from './workflow.ts';

interface Place {
  job: WorkflowJob;
  id: string;
  step: WorkflowStep;
  /** For people: job and step. */
  at: string;
}

/** What this project asks of a workflow beyond what GitHub takes; one line a breach, none where it keeps to all. */
export function findRuleBreaches(text: string): string[] {
  const workflow = parseWorkflow(text);
  const steps = Object.entries(workflow.jobs).flatMap(([id, job]) =>
    (job.steps ?? []).map((step, index) => ({
      job,
      id,
      step,
      at: `${id}, ${step.name ?? step.id ?? `step ${index + 1}`}`,
    })),
  );
  return [
    ...breachesOfWorkflow(workflow),
    ...Object.entries(workflow.jobs).flatMap(([id, job]) => breachesOfJob(id, job)),
    ...steps.flatMap((place) => breachesOfAction(place, text)),
    ...steps.flatMap(breachesOfScript),
    ...breachesOfSecrets(workflow),
  ];
}

function breachesOfWorkflow({ on, permissions, concurrency }: Workflow): string[] {
  const breaches: string[] = [];
  if (JSON.stringify(permissions) !== '{}') breaches.push('workflow: permissions are not {}');
  if (concurrency === undefined) breaches.push('workflow: no concurrency group');
  // It runs with the secrets of this repository on what a stranger proposes.
  if (JSON.stringify(on).includes('"pull_request_target"')) breaches.push('workflow: pull_request_target');
  return breaches;
}

function breachesOfJob(id: string, job: WorkflowJob): string[] {
  const breaches: string[] = [];
  if (typeof job['timeout-minutes'] !== 'number') breaches.push(`${id}: no timeout-minutes`);
  if (typeof job.permissions !== 'object' || job.permissions === null) {
    breaches.push(`${id}: permissions are not listed`);
  }
  if (/-latest$/.test(job['runs-on'] ?? '')) breaches.push(`${id}: runs-on is not a fixed version`);
  return breaches;
}

function breachesOfAction({ step, at }: Place, text: string): string[] {
  const { uses } = step;
  if (uses === undefined) return [];
  const breaches: string[] = [];
  if (!/^[\w-]+\/[\w./-]+@[0-9a-f]{40}$/.test(uses))
    breaches.push(`${at}: ${uses} is not pinned by its commit`);
  else if (!everyLineNamesVersion(text, uses))
    breaches.push(`${at}: no comment names the version of ${uses}`);
  if (uses.startsWith('actions/checkout@') && step.with?.['persist-credentials'] !== false) {
    breaches.push(`${at}: checkout leaves its credentials behind`);
  }
  return breaches;
}

function everyLineNamesVersion(text: string, uses: string): boolean {
  const lines = text.split('\n').filter((line) => line.includes(uses));
  return lines.every((line) => / # v\d+\.\d+\.\d+$/.test(line));
}

function breachesOfScript({ step, at }: Place): string[] {
  const { run } = step;
  if (run === undefined) return [];
  const breaches: string[] = [];
  // What stands there becomes part of the script before a shell reads it.
  if (run.includes('${{')) breaches.push(`${at}: an expression inside run; hand it in by env`);
  if (/^\s*set\s+-[a-z]*x|\bbash\s+-[a-z]*x/m.test(run))
    breaches.push(`${at}: the shell prints its commands`);
  if (/(^|[;&|]\s*)(printenv|env|export -p|set)\s*($|[;|>])/m.test(run)) {
    breaches.push(`${at}: prints the whole environment`);
  }
  for (const name of secretVariables(step)) {
    const printed = new RegExp(`\\b(echo|printf|cat|tee)\\b[^\\n]*\\$\\{?${name}\\b`);
    if (printed.test(run)) breaches.push(`${at}: prints the secret ${name}`);
  }
  return breaches;
}

function secretVariables({ env = {} }: WorkflowStep): string[] {
  return Object.entries(env).flatMap(([name, value]) => (holdsSecret(value) ? [name] : []));
}

/** A secret may stand in the env of a step and nowhere else. */
function breachesOfSecrets(workflow: Workflow): string[] {
  const elsewhere = {
    ...workflow,
    jobs: Object.fromEntries(
      Object.entries(workflow.jobs).map(([id, job]) => [
        id,
        { ...job, steps: (job.steps ?? []).map(({ env: _, ...step }) => step) },
      ]),
    ),
  };
  return pathsWithSecrets(elsewhere, 'workflow').map(
    (path) => `${path}: a secret outside of the env of a step`,
  );
}

function pathsWithSecrets(value: unknown, path: string): string[] {
  if (typeof value === 'string') return holdsSecret(value) ? [path] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => pathsWithSecrets(inner, `${path}.${key}`));
}

function holdsSecret(value: unknown): boolean {
  return typeof value === 'string' && /\bsecrets\b\s*[.[]|toJSON\(\s*secrets/i.test(value);
}
