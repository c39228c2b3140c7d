import { AppError } from '../../../shared/errors/app-error.ts';
import { type CheckedPeople, checkPeopleFile } from '../../ingest/files/check-people-file.ts';
import { type LandedFile, landFile } from '../../ingest/files/land-file.ts';
import { datasetName } from './dataset-name.ts';
import type { ImportEnvironment, ImportOptions } from './import-options.ts';
import type { ImportPlan } from './read-plan.ts';

export interface LandedFiles {
  catalogue: LandedFile[];
  events: LandedFile[];
  people: ({ file: string } & CheckedPeople)[];
  /** When the last of them was read first: the same at every later attempt. */
  asOf: Date;
}

/** Lands all files of an import as raw datasets, or finds them landed. */
export async function landFiles(
  env: ImportEnvironment,
  { source, ...plan }: ImportPlan,
  { maxRejectShare = 0.01 }: ImportOptions,
): Promise<LandedFiles> {
  const name = datasetName(source);
  const total = plan.people.length + plan.catalogue.length + plan.events.length;
  let done = 0;
  const begin = (file: { label: string }) => env.onProgress?.(done++, total, `landing ${file.label}`);
  const landed: LandedFiles = { catalogue: [], events: [], people: [], asOf: new Date(0) };
  for (const file of plan.people) {
    begin(file);
    const people = await checkPeopleFile(env, file);
    refuseTooMany(file.label, people, maxRejectShare);
    landed.people.push({ file: file.label, ...people });
  }
  for (const kind of ['catalogue', 'events'] as const) {
    for (const file of plan[kind]) {
      begin(file);
      const one = await landFile(env, file, { name });
      landed[kind].push(one);
      const readAt = new Date(one.manifest.createdAt);
      if (readAt > landed.asOf) landed.asOf = readAt;
    }
  }
  return landed;
}

function refuseTooMany(file: string, { read, quarantined }: CheckedPeople, limit: number): void {
  if (quarantined <= limit * read) return;
  const problem = `${quarantined} of ${read} rows have no id of their own`;
  throw new AppError('TOO_MANY_REJECTS', `Cannot accept ${file}: ${problem}, the limit is ${limit}`, {
    hint: 'Correct the file, or raise --max-reject-share.',
    details: { file, read, quarantined },
  });
}
