import type { Check } from './check.ts';
import { checkBackends } from './check-backends.ts';
import { checkDataRoot } from './check-data-root.ts';
import { checkDatabase } from './check-database.ts';
import { checkMachine } from './check-machine.ts';
import { checkTools } from './check-tools.ts';

export interface DoctorReport {
  checks: Check[];
  /** Names of what is required and is not there. */
  missing: string[];
}

/** Looks at everything that commands need on this machine. Changes nothing. */
export async function runDoctor(options: {
  root: string;
  dbUrl?: string | undefined;
}): Promise<DoctorReport> {
  const checks = [
    ...checkMachine(),
    ...(await checkBackends()),
    ...(await checkTools()),
    await checkDataRoot(options.root),
    await checkDatabase(options),
  ];
  return { checks, missing: missingOf(checks) };
}

export function missingOf(checks: readonly Check[]): string[] {
  return checks.flatMap(({ name, state, required }) => (required && state === 'problem' ? [name] : []));
}
