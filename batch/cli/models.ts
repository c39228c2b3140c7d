import type { Command } from 'commander';
import { z } from 'zod';
import { parseFlags } from '../config/parse-flags.ts';
import { registerModelsOffPolicyCommand } from './models-off-policy.ts';

const placeFlags = { root: z.string().min(1), dbUrl: z.string().min(1).optional() };
const jsonFlag = { json: z.boolean().optional() };
const runFlag = { run: z.string().min(1).optional() };
const dtypeSchema = z.enum(['float32', 'float16']);

const listFlagsSchema = z.strictObject({ ...placeFlags, ...jsonFlag });
const verifyFlagsSchema = z.strictObject({ ...placeFlags, ...runFlag });
const exportFlagsSchema = z.strictObject({
  ...placeFlags,
  ...runFlag,
  to: z.string().min(1),
  vectors: z.boolean().optional(),
});
const importFlagsSchema = z.strictObject({
  root: z.string().min(1),
  ...runFlag,
  spec: z.string().min(1).optional(),
  vectors: z.string().min(1).optional(),
  dataset: z.string().min(1).optional(),
  scoring: z.string().min(1).optional(),
  normalise: z.boolean().optional(),
  dtype: dtypeSchema,
});
const standardizeFlagsSchema = z.strictObject({
  root: z.string().min(1),
  run: z.string().min(1),
  toDim: z.int().min(2).max(2000),
  to: z.string().min(1).optional(),
  dataset: z.string().min(1).optional(),
  people: z.int().min(1).max(100_000),
  seed: z.int().min(0),
  ...jsonFlag,
});

/** Adds `matching models list | show | verify | compare | off-policy | export | import | standardize`. */
export function registerModelsCommand(program: Command): void {
  const models = program.command('models').description('Models: local runs, published versions, and others’');
  const add = (name: string, description: string) =>
    models
      .command(name)
      .description(description)
      .option('--root <folder>', 'folder of the local data', process.env.MATCHING_ROOT ?? '.matching');
  const addStored = (name: string, description: string) =>
    add(name, description).option(
      '--db-url <url>',
      'database of published versions (default: SUPABASE_DB_URL, else the stack)',
    );
  const model = 'version, name of a run, or run folder';

  addStored('list', 'List local runs and published versions, the newest first')
    .option('--json', 'print JSON')
    .action(list);
  addStored('show', 'Show manifest, metrics and files of a model')
    .argument('<model>', model)
    .option('--json', 'print the manifest')
    .action(show);
  addStored(
    'verify',
    'Check hashes, feature spec, golden vectors and item vectors; exit status 2 or 4 on failure',
  )
    .argument('[model]', model)
    .option('--run <folder>', 'a run folder')
    .action(verify);
  addStored('compare', 'Metrics of two models side by side, with differences')
    .argument('<a>', model)
    .argument('<b>', model)
    .option('--json', 'print JSON')
    .action(compare);
  registerModelsOffPolicyCommand(models);
  addStored('export', 'Write a model as a folder that "models import" takes')
    .argument('[model]', model)
    .option('--run <folder>', 'a run folder')
    .requiredOption('--to <folder>', 'new folder')
    .option('--vectors', 'the item vectors too, as Parquet')
    .action(exportOne);
  add('import', 'Make a run of an exported model, or of a TF.js LayersModel or GraphModel made elsewhere')
    .argument('<folder>', 'holds model.json (user tower), and item_tower/model.json if there is one')
    .option('--spec <file>', 'feature spec (default: feature_spec.json in the folder)')
    .option(
      '--vectors <file>',
      'item vectors, Parquet or vectors.bin (default: vectors.parquet in the folder)',
    )
    .option('--dataset <reference>', 'let the item tower embed the items of this training dataset')
    .option('--scoring <file>', 'JSON: temperature, popularityHalfLifeDays, popularityWeights')
    .option('--normalise', 'bring outputs and embeddings to unit length')
    .option('--dtype <type>', 'how matrices are stored: float32 or float16', 'float32')
    .option('--run <folder>', 'run folder to make (default: <root>/runs/imported-<hash>)')
    .action(importOne);
  add('standardize', 'Bring a run of another width to the width that the database stores')
    .requiredOption('--run <folder>', 'run folder')
    .option('--to-dim <width>', 'new width', '768')
    .option('--to <folder>', 'run folder to make (default: that of the run with the width behind)')
    .option('--dataset <reference>', 'training dataset whose people are sampled (default: made-up histories)')
    .option('--people <count>', 'people to measure with, and as many others to fit with', '500')
    .option('--seed <number>', 'who is drawn', '1')
    .option('--json', 'print JSON')
    .action(standardize);
}

async function list(given: Record<string, unknown>): Promise<void> {
  const { json, ...place } = parseFlags(listFlagsSchema, given);
  const { listModels } = await import('../jobs/models/list-models.ts');
  const found = await listModels(place);
  if (json) return console.log(JSON.stringify(found, null, 2));
  const { printModelList } = await import('./print-models.ts');
  printModelList(found);
}

async function show(reference: string, given: Record<string, unknown>): Promise<void> {
  const { json, ...place } = parseFlags(listFlagsSchema, given);
  const { findModel } = await import('../jobs/models/find-model.ts');
  const model = await findModel(reference, place);
  if (json) return console.log(JSON.stringify(model.manifest, null, 2));
  const { printModel } = await import('./print-model.ts');
  printModel(model);
}

async function verify(reference: string | undefined, given: Record<string, unknown>): Promise<void> {
  const { run, ...place } = parseFlags(verifyFlagsSchema, given);
  const { verifyModel } = await import('../jobs/models/verify-model.ts');
  for (const { place: where, version, checks } of await verifyModel(
    await modelOf(reference, run, place),
    place,
  )) {
    console.log(`${version} (${where})`);
    for (const check of checks) console.log(`  ok  ${check}`);
  }
}

async function compare(a: string, b: string, given: Record<string, unknown>): Promise<void> {
  const { json, ...place } = parseFlags(listFlagsSchema, given);
  const { findModel } = await import('../jobs/models/find-model.ts');
  const { compareModels } = await import('../jobs/models/compare-models.ts');
  const comparison = compareModels(await findModel(a, place), await findModel(b, place));
  if (json) return console.log(JSON.stringify(comparison, null, 2));
  const { printComparison } = await import('./print-comparison.ts');
  printComparison(comparison);
}

async function exportOne(reference: string | undefined, given: Record<string, unknown>): Promise<void> {
  const { run, to, vectors, ...place } = parseFlags(exportFlagsSchema, given);
  const { exportModel } = await import('../jobs/models/export-model.ts');
  const model = await modelOf(reference, run, place);
  const done = await withProgress('Exporting', (signal, update) =>
    exportModel(model, { ...place, to, vectors: vectors ?? false, signal, onProgress: update }),
  );
  console.log(`Exported ${done.version} to ${done.folder}: ${done.files.length} files`);
  if (done.vectors !== null) console.log(`  ${done.vectors} item vectors`);
  else console.log('  without item vectors: --vectors writes them too');
}

async function importOne(folder: string, given: Record<string, unknown>): Promise<void> {
  const { normalise, ...options } = parseFlags(importFlagsSchema, given);
  const { importModel } = await import('../jobs/models/import-model.ts');
  const { manifest, run, format, items, vectorsFrom } = await withProgress('Importing', (signal, update) =>
    importModel(folder, { ...options, normalise: normalise ?? false, signal, onProgress: update }),
  );
  console.log(
    `Imported ${manifest.version} from ${folder} (${format}), ${manifest.dim} wide, ${manifest.dtype}`,
  );
  console.log(`  ${items} item vectors from ${vectorsFrom}`);
  const { temperature, popularityHalfLifeDays, popularityWeights } = manifest.scoring;
  const weights = popularityWeights
    .map(({ minLikes, weight }) => `${weight} from ${minLikes} likes on`)
    .join(', ');
  console.log(
    `  temperature ${temperature}; weight of popularity ${weights}, half-life ${popularityHalfLifeDays} days`,
  );
  console.log(`Next: npx matching publish ${run}`);
}

async function standardize(given: Record<string, unknown>): Promise<void> {
  const { run, json, ...options } = parseFlags(standardizeFlagsSchema, given);
  const { standardizeModel } = await import('../jobs/models/standardize-model.ts');
  const { abortOnSignals } = await import('./abort-on-signals.ts');
  const done = await standardizeModel(run, {
    ...options,
    signal: abortOnSignals(),
    ...(!json && { onStep: (step: string) => console.log(`${step} …`) }),
  });
  if (json) return console.log(JSON.stringify(done, null, 2));
  console.log(`${done.manifest.version}: ${done.from} to ${done.to} wide`);
  console.log(
    `  ${(100 * done.recall20).toFixed(2)} % of the original's first 20, the mean over ${done.people} people ` +
      `(${done.peopleFrom}); lost ${(100 * (1 - done.recall20)).toFixed(2)} %`,
  );
  console.log(`Next: npx matching publish ${done.run}`);
}

async function modelOf(
  reference: string | undefined,
  run: string | undefined,
  place: { root: string; dbUrl?: string | undefined },
) {
  const { AppError } = await import('../../shared/errors/app-error.ts');
  if ((reference === undefined) === (run === undefined)) {
    throw new AppError('INVALID_CONFIG', 'Cannot tell which model: name a version or a run folder', {
      hint: 'For instance "matching models verify v20260101000000-0a1b2c3d" or "--run <folder>".',
    });
  }
  if (run === undefined) return (await import('../jobs/models/find-model.ts')).findModel(reference!, place);
  const { readArtifact } = await import('../publish/read-artifact.ts');
  const { runFolderPaths } = await import('../publish/run-folder-paths.ts');
  const { manifest } = await readArtifact(runFolderPaths(run).artifact);
  return { manifest, run, published: null };
}

async function withProgress<Result>(
  label: string,
  work: (signal: AbortSignal, update: (done: number, total: number) => void) => Promise<Result>,
): Promise<Result> {
  const { abortOnSignals } = await import('./abort-on-signals.ts');
  const { createProgress } = await import('./create-progress.ts');
  const progress = createProgress(label);
  return work(abortOnSignals(), progress.update).finally(progress.stop);
}
