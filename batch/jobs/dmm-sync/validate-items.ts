import type { DatasetReference } from '../../../shared/contracts/dataset-manifest.ts';
import { datasetFiles } from '../../io/datasets/dataset-files.ts';
import { findDataset } from '../../io/datasets/find-dataset.ts';
import { recordDataset } from '../../io/datasets/record-dataset.ts';
import { readRuleSet } from '../../validate/rules/read-rule-set.ts';
import { validateCatalogue } from '../../validate/validate-catalogue.ts';
import type { JobContext } from '../runner/job-definition.ts';
import type { SyncParameters } from './dmm-parameters.ts';
import type { SyncPlan } from './plan-sync.ts';
import type { ProcessedItems } from './process-items.ts';
import type { Dmm } from './with-dmm.ts';

export interface ValidatedItems {
  dataset: DatasetReference;
  counts: { read: number; accepted: number; quarantined: number; kept: number; merged: number };
  /** Path of the report. */
  report: string;
}

/** Judges the processed catalogue and makes the validated one, as a step. Throws TOO_MANY_REJECTS. */
export function validateItems(
  context: JobContext<SyncParameters>,
  { duck }: Dmm,
  { plan, processed }: { plan: SyncPlan; processed: ProcessedItems },
): Promise<ValidatedItems> {
  const { dataRoot, parameters, signal } = context;
  return context.step('validate', async ({ progress }) => {
    const { folder, manifest } = await findDataset(dataRoot, processed.dataset);
    const { dataset, counts, written } = await validateCatalogue(
      { dataRoot, duck, signal, onProgress: progress },
      {
        name: 'dmm',
        processed: datasetFiles(folder, manifest, 'rows'),
        rejects: [],
        parents: [processed.dataset],
        rules: await readRuleSet('catalogue', parameters.rules),
        asOf: new Date(plan.startedAt),
        blocked: processed.blocked,
      },
    );
    await recordDataset(context.client, dataset.manifest, { runId: context.runId });
    const { read, accepted, quarantined, kept, merged } = counts;
    const { stage, name, version, fingerprint } = dataset.manifest;
    return {
      dataset: { stage, name, version, fingerprint },
      counts: { read, accepted, quarantined, kept, merged },
      report: written.html,
    };
  });
}
