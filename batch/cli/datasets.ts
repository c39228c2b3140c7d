import { join } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { datasetNameSchema, datasetStages } from '../../shared/contracts/dataset-manifest.ts';
import { parseFlags } from '../config/parse-flags.ts';
import { abortOnSignals } from './abort-on-signals.ts';
import { createProgress } from './create-progress.ts';

const rootFlag = { root: z.string().min(1) };
const listFlagsSchema = z.strictObject({
  ...rootFlag,
  stage: z.enum(datasetStages).optional(),
  name: datasetNameSchema.optional(),
  json: z.boolean().optional(),
});
const showFlagsSchema = z.strictObject({ ...rootFlag, json: z.boolean().optional() });
const verifyFlagsSchema = z.strictObject({ ...rootFlag, all: z.boolean().optional() });
const pruneFlagsSchema = z.strictObject({
  ...rootFlag,
  keep: z.int().min(1),
  olderThanDays: z.number().min(0).optional(),
  cascade: z.boolean().optional(),
  dryRun: z.boolean().optional(),
  yes: z.boolean().optional(),
  json: z.boolean().optional(),
  dbUrl: z.string().min(1).optional(),
});

/** Adds `matching datasets list | show | verify | prune`. */
export function registerDatasetsCommand(program: Command): void {
  const datasets = program
    .command('datasets')
    .description('The folders of Parquet files that imports and jobs leave behind');
  const add = (name: string, description: string) =>
    datasets
      .command(name)
      .description(description)
      .option('--root <folder>', 'folder of the local data', process.env.MATCHING_ROOT ?? '.matching');

  add('list', 'List the datasets, of each name the newest first')
    .option('--stage <stage>', `one of ${datasetStages.join(', ')}`)
    .option('--name <name>', 'only datasets of this name')
    .option('--json', 'print JSON: references, folders and manifests')
    .action(list);

  add('show', 'Show what a dataset holds and what it was made from')
    .argument('<dataset>', 'stage/name (the newest) or stage/name@version')
    .option('--json', 'print the manifest')
    .action(show);

  add('verify', 'Compare files, rows and parents with the manifests; exit status 2 when something differs')
    .argument('[dataset]', 'stage/name (the newest) or stage/name@version')
    .option('--all', 'every dataset')
    .action(verify);

  add('prune', 'Delete old versions and what killed processes left behind')
    .option('--keep <count>', 'newest versions of every stage and name to keep', '3')
    .option('--older-than-days <days>', 'delete only what is older')
    .option('--cascade', 'delete also what was made from a deleted dataset, instead of keeping its parents')
    .option('--dry-run', 'print what would be deleted')
    .option('--yes', 'really delete')
    .option('--json', 'print JSON')
    .option(
      '--db-url <url>',
      'database that keeps the list of datasets (default: SUPABASE_DB_URL, else the stack)',
    )
    .action(prune);
}

async function list(given: Record<string, unknown>): Promise<void> {
  const { root, stage, name, json } = parseFlags(listFlagsSchema, given);
  const { listDatasets } = await import('../io/datasets/list-datasets.ts');
  const found = await listDatasets(join(root, 'data'), { stage, name });
  if (json) return console.log(JSON.stringify(found, null, 2));
  const { printDatasetList } = await import('./print-dataset.ts');
  printDatasetList(found);
}

async function show(reference: string, given: Record<string, unknown>): Promise<void> {
  const { root, json } = parseFlags(showFlagsSchema, given);
  const { findDataset } = await import('../io/datasets/find-dataset.ts');
  const dataset = await findDataset(join(root, 'data'), reference);
  if (json) return console.log(JSON.stringify(dataset.manifest, null, 2));
  const { listDatasets } = await import('../io/datasets/list-datasets.ts');
  const { printDataset } = await import('./print-dataset.ts');
  printDataset(dataset, (await listDatasets(join(root, 'data'))).datasets);
}

async function verify(reference: string | undefined, given: Record<string, unknown>): Promise<void> {
  const { root, all } = parseFlags(verifyFlagsSchema, given);
  const { verifyDatasets } = await import('../io/datasets/verify-datasets.ts');
  const signal = abortOnSignals();
  const progress = createProgress('Verifying');
  try {
    const verified = await verifyDatasets(join(root, 'data'), {
      reference,
      all,
      signal,
      onProgress: progress.update,
    });
    progress.stop();
    for (const one of verified) console.log(`ok  ${one}`);
    console.log(`${verified.length} dataset${verified.length === 1 ? '' : 's'} verified`);
  } finally {
    progress.stop();
  }
}

async function prune(given: Record<string, unknown>): Promise<void> {
  const { root, dbUrl, yes, json, ...rule } = parseFlags(pruneFlagsSchema, given);
  const { pruneDatasets } = await import('../io/datasets/prune-datasets.ts');
  const { connectIfReachable } = await import('../io/connect-if-reachable.ts');
  const { markPruned } = await import('../io/datasets/mark-pruned.ts');
  const { printPruneReport } = await import('./print-prune-report.ts');
  const signal = abortOnSignals();
  const dryRun = rule.dryRun === true || yes !== true;
  const client = dryRun
    ? null
    : await connectIfReachable({ root, dbUrl, applicationName: 'matching datasets prune' });
  try {
    const report = await pruneDatasets(join(root, 'data'), {
      ...rule,
      dryRun,
      signal,
      beforeRemove: client ? async (dataset) => void (await markPruned(client, dataset)) : undefined,
    });
    if (json) return console.log(JSON.stringify({ ...report, dryRun }, null, 2));
    printPruneReport(report, dryRun);
    if (dryRun && !rule.dryRun) console.log('Nothing was deleted: repeat the command with --yes');
  } finally {
    await client?.end();
  }
}
