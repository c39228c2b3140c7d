import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type TrainingReport, trainingReportSchema } from '../../shared/contracts/training-report.ts';
import { renderTrainingReport } from './render-training-report.ts';

/**
 * Writes the report of a run to `path` (report.html) and the same numbers beside it as metrics.json, each complete or
 * not at all. Throws ZodError for an input that is no report: what is not finite is not written.
 */
export async function writeTrainingReport(path: string, input: TrainingReport): Promise<void> {
  const report = trainingReportSchema.parse(input);
  await mkdir(dirname(path), { recursive: true });
  await replace(join(dirname(path), 'metrics.json'), `${JSON.stringify(report, null, 2)}\n`);
  await replace(path, renderTrainingReport(report));
}

async function replace(path: string, text: string): Promise<void> {
  const written = `${path}.${process.pid}.partial`;
  await writeFile(written, text);
  await rename(written, path);
}
