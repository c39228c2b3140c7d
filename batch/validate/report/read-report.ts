import { readFile } from 'node:fs/promises';
import { type QualityReport, qualityReportSchema } from '../../../shared/contracts/quality-report.ts';
import { AppError } from '../../../shared/errors/app-error.ts';

/** A `report.json`. Throws DATASET_MISSING where there is none, DATASET_CORRUPT for one that is broken. */
export async function readReport(path: string): Promise<QualityReport> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw new AppError('DATASET_MISSING', `Cannot read ${path}: there is no such report`, {
      hint: 'Run "matching quality report", or import again.',
      cause,
    });
  }
  try {
    return qualityReportSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError('DATASET_CORRUPT', `Cannot read ${path}: it is no quality report of format 1`, {
      hint: 'Delete the file and make the report again.',
      cause,
    });
  }
}
