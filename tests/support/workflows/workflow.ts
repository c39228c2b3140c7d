import { parse } from 'yaml';

/** The parts of a workflow that the rules of this project are about. */
export interface Workflow {
  /** One event, a list of them, or their settings by name. */
  on: unknown;
  permissions?: unknown;
  concurrency?: unknown;
  env?: Record<string, string>;
  jobs: Record<string, WorkflowJob>;
}

export interface WorkflowJob {
  'runs-on'?: string;
  'timeout-minutes'?: number;
  permissions?: unknown;
  env?: Record<string, string>;
  steps?: WorkflowStep[];
}

export interface WorkflowStep {
  name?: string;
  id?: string;
  if?: string;
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
  env?: Record<string, string>;
}

/** What YAML says; whether GitHub takes it is for the linter to say. */
export function parseWorkflow(text: string): Workflow {
  return parse(text) as Workflow;
}
