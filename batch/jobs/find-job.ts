import { AppError } from '../../shared/errors/app-error.ts';
import { nearestName } from '../config/nearest-name.ts';
import { type JobEntry, registry } from './registry.ts';

export interface FoundJob {
  entry: JobEntry;
  /** What the name stands for besides the job: empty unless it is an alias. */
  parameters: Record<string, unknown>;
}

/** A job or pipeline by its name or an alias. Throws JOB_UNKNOWN with the nearest name. */
export function findJob(name: string, entries: readonly JobEntry[] = registry): FoundJob {
  for (const entry of entries) {
    if (entry.name === name) return { entry, parameters: {} };
    // Only an alias' own key counts, not what every object inherits.
    const found = Object.entries(entry.aliases ?? {}).find(([alias]) => alias === name);
    if (found) return { entry, parameters: found[1] };
  }
  const names = entries.flatMap((entry) => [entry.name, ...Object.keys(entry.aliases ?? {})]);
  throw new AppError('JOB_UNKNOWN', `Cannot find a job or pipeline named ${name}`, {
    hint: `Did you mean ${nearestName(name, names)}? "matching list" shows all.`,
  });
}
