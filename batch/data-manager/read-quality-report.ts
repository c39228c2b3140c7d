import { readFile } from 'node:fs/promises';
import { type QualityReport, qualityReportSchema } from '../../shared/contracts/quality-report.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { addressText, findDataset } from '../io/datasets/find-dataset.ts';
import { reportPaths } from '../validate/report/write-report.ts';

/**
 * What was found when a dataset was validated. Throws DATASET_MISSING where there is no such dataset or no report of it,
 * DATASET_CORRUPT where the report cannot be read.
 */
export async function readQualityReport(dataRoot: string, reference: string): Promise<QualityReport> {
  const dataset = await findDataset(dataRoot, reference);
  const { json } = reportPaths(dataRoot, dataset);
  const text = await readFile(json, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'ENOENT') throw cause;
    throw new AppError('DATASET_MISSING', `Cannot find a quality report of ${addressText(dataset)}`, {
      hint: 'Only validated datasets have one; import or sync again to make it.',
      cause,
    });
  });
  try {
    return qualityReportSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError('DATASET_CORRUPT', `Cannot read ${json}: it is no quality report of format 1`, {
      hint: 'Delete it, and import or sync again.',
      cause,
    });
  }
}
