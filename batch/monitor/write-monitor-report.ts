import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dataRootPaths } from '../io/datasets/data-root-paths.ts';
import { type MonitorReport, monitorReportSchema } from './monitor-report.ts';
import { renderMonitorReport } from './render-monitor-report.ts';

export interface WrittenMonitorReport {
  /** Absolute paths. */
  json: string;
  html: string;
}

/**
 * Writes report.json and report.html of a run below the logs of the data root, each complete or not at all. Throws ZodError
 * for an input that is no report: what is not finite is not written.
 */
export async function writeMonitorReport(
  input: MonitorReport,
  { dataRoot, runId }: { dataRoot: string; runId: string },
): Promise<WrittenMonitorReport> {
  const report = monitorReportSchema.parse(input);
  const folder = join(dataRootPaths(dataRoot).logs, 'monitor', `${report.monitor}-${runId}`);
  await mkdir(folder, { recursive: true });
  const written = { json: join(folder, 'report.json'), html: join(folder, 'report.html') };
  await replace(written.json, `${JSON.stringify(report, null, 2)}\n`);
  await replace(written.html, renderMonitorReport(report));
  return written;
}

async function replace(path: string, text: string): Promise<void> {
  const partial = `${path}.${process.pid}.partial`;
  await writeFile(partial, text);
  await rename(partial, path);
}
