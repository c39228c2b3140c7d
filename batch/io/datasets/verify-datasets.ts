import { AppError } from '../../../shared/errors/app-error.ts';
import { interruptible } from '../duckdb/interruptible.ts';
import { openDuckDb } from '../duckdb/open-duckdb.ts';
import { dataRootPaths } from './data-root-paths.ts';
import { addressText, findDataset } from './find-dataset.ts';
import { type ListedDataset, listDatasets } from './list-datasets.ts';
import { type DatasetProblem, verifyDataset } from './verify-dataset.ts';

export interface VerifyDatasetsOptions {
  /** `stage/name` (the newest) or `stage/name@version`; left out with `all`. */
  reference?: string | undefined;
  all?: boolean | undefined;
  signal?: AbortSignal | undefined;
  /** Bytes that were read. */
  onProgress?: ((done: number, total: number, detail: string) => void) | undefined;
}

const shown = 20;

/**
 * Verifies one dataset or all of a data root. Returns the references of what is as it was written.
 * @throws AppError DATASET_CORRUPT naming every file (at most 20) that differs, DATASET_MISSING, INVALID_CONFIG.
 */
export async function verifyDatasets(dataRoot: string, options: VerifyDatasetsOptions): Promise<string[]> {
  const { datasets, problems } = await choose(dataRoot, options);
  const total = datasets.reduce((sum, { bytes }) => sum + bytes, 0);
  const duck = await openDuckDb({ tempFolder: dataRootPaths(dataRoot).temp });
  let before = 0;
  try {
    for (const dataset of datasets) {
      const onProgress = (done: number) => options.onProgress?.(before + done, total, addressText(dataset));
      problems.push(
        ...(await interruptible(duck, options.signal, () =>
          verifyDataset({ dataRoot, duck }, dataset, { signal: options.signal, onProgress }),
        )),
      );
      before += dataset.bytes;
    }
  } finally {
    await duck.close();
  }
  if (problems.length > 0) throw corrupt(problems);
  return datasets.map(addressText);
}

async function choose(
  dataRoot: string,
  { reference, all }: VerifyDatasetsOptions,
): Promise<{ datasets: ListedDataset[]; problems: DatasetProblem[] }> {
  if ((reference === undefined) === !all) {
    throw new AppError('INVALID_CONFIG', 'Cannot tell what to verify: name one dataset or use --all', {
      hint: '"matching datasets list" shows them.',
    });
  }
  if (reference !== undefined) return { datasets: [await findDataset(dataRoot, reference)], problems: [] };
  const { datasets, broken } = await listDatasets(dataRoot);
  return {
    datasets,
    problems: broken.map(({ reference, problem }) => ({ file: `${reference}: manifest.json`, problem })),
  };
}

function corrupt(problems: DatasetProblem[]): AppError {
  const lines = problems.slice(0, shown).map(({ file, problem }) => `${file} ${problem}`);
  const more = problems.length > shown ? [`and ${problems.length - shown} more`] : [];
  return new AppError('DATASET_CORRUPT', `Cannot trust these files:\n  ${[...lines, ...more].join('\n  ')}`, {
    hint: 'Restore them from a copy, or delete the folder of the dataset and make it again.',
    details: { problems: problems.length },
  });
}
