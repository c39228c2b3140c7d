import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { QualityReport } from '../../../shared/contracts/quality-report.ts';
import { dataRootPaths } from '../../io/datasets/data-root-paths.ts';
import { renderReport } from './render-report.ts';

export interface WrittenReport {
  folder: string;
  /** Absolute paths. */
  json: string;
  html: string;
}

/** Where the report of a version of a dataset is. */
export function reportPaths(
  dataRoot: string,
  { name, version }: { name: string; version: string },
): WrittenReport {
  const folder = join(dataRootPaths(dataRoot).logs, 'quality', `${name}-${version}`);
  return { folder, json: join(folder, 'report.json'), html: join(folder, 'report.html') };
}

/** Writes `report.json` and `report.html`, each complete or not at all. */
export async function writeReport(dataRoot: string, report: QualityReport): Promise<WrittenReport> {
  const paths = reportPaths(dataRoot, report);
  await mkdir(paths.folder, { recursive: true });
  await replace(paths.json, `${JSON.stringify(report, null, 2)}\n`);
  await replace(paths.html, renderReport(report));
  return paths;
}

async function replace(path: string, text: string): Promise<void> {
  const written = `${path}.${process.pid}.partial`;
  await writeFile(written, text);
  await rename(written, path);
}
