import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dataRootPaths } from '../../io/datasets/data-root-paths.ts';
import type { JobContext } from '../runner/job-definition.ts';
import { formatMigrationReport } from './format-migration-report.ts';
import type { MigrationReport, StoredMigration } from './migration-report.ts';
import type { PreparedMigration } from './prepare-migration.ts';

export interface WrittenMigrationReport extends MigrationReport {
  /** Where report.json, report.txt and unmatched-items.txt are: with the logs, of an audit with what may be deleted. */
  folder: string;
}

/** Writes the report of a migration as JSON and as text, and ids of items that were not found. */
export async function writeMigrationReport(
  { dataRoot, dryRun }: Pick<JobContext<unknown>, 'dataRoot' | 'dryRun'>,
  prepared: PreparedMigration,
  stored: StoredMigration | null,
): Promise<WrittenMigrationReport> {
  const paths = dataRootPaths(dataRoot);
  const name = `earlier-app-${prepared.identity.slice(0, 16)}`;
  const folder = join(dryRun ? paths.temp : join(paths.logs, 'migrations'), name);
  await mkdir(folder, { recursive: true });
  const { tables, ignoredFiles, unknownDecisionTypes, unmatched } = prepared;
  const list = join(folder, 'unmatched-items.txt');
  await writeFile(list, unmatched.examples.map((id) => `${id}\n`).join(''));
  const report: MigrationReport = {
    mode: dryRun ? 'audit' : 'run',
    tables,
    ignoredFiles,
    unknownDecisionTypes,
    unmatchedItems: { ids: unmatched.ids, file: unmatched.ids > 0 ? list : null },
    stored,
  };
  await writeFile(join(folder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
  await writeFile(join(folder, 'report.txt'), formatMigrationReport(report));
  return { ...report, folder };
}
