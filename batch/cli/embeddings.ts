import type { Command } from 'commander';
import { z } from 'zod';
import { exportFormats } from '../../shared/contracts/export-configuration.ts';
import { parseFlags } from '../config/parse-flags.ts';

const placeFlags = { root: z.string().min(1), dbUrl: z.string().min(1).optional() };
const jsonFlag = { json: z.boolean().optional() };
const versionFlag = { version: z.string().min(1).optional() };

const buildFlagsSchema = z.strictObject({ ...placeFlags, ...jsonFlag, shard: z.string().min(1).optional() });
const updateFlagsSchema = z.strictObject({
  ...placeFlags,
  ...jsonFlag,
  ...versionFlag,
  batchSize: z.int().min(1).max(20_000).optional(),
  dryRun: z.boolean().optional(),
});
const similarFlagsSchema = z.strictObject({
  ...placeFlags,
  ...jsonFlag,
  ...versionFlag,
  limit: z.int().min(1).max(1000),
});
const summaryFlagsSchema = z.strictObject({
  ...placeFlags,
  ...jsonFlag,
  ...versionFlag,
  probes: z.int().min(1).max(100_000),
  duplicateFrom: z.number().min(-1).max(1),
});
const exportFlagsSchema = z.strictObject({
  ...placeFlags,
  ...jsonFlag,
  ...versionFlag,
  format: z.enum(exportFormats),
  out: z.string().min(1).optional(),
});

/** Adds `matching embeddings build | update | similar | summary | export`. */
export function registerEmbeddingsCommand(program: Command): void {
  const embeddings = program.command('embeddings').description('Vectors of items: made, kept up, looked at');
  const add = (name: string, description: string) =>
    embeddings
      .command(name)
      .description(description)
      .option('--json', 'print JSON')
      .option('--root <folder>', 'folder of the local data', process.env.MATCHING_ROOT ?? '.matching')
      .option('--db-url <url>', 'database (default: SUPABASE_DB_URL, else the embedded stack)');
  const addOfVersion = (name: string, description: string) =>
    add(name, description).option('--version <version>', 'published version (default: the one that serves)');

  add('build', "Write vectors of the whole catalogue by a model's item tower, as a dataset")
    .argument('<model>', 'version, name of a run, or run folder')
    .option('--shard <part>', 'take one part of the items, such as 2/4; the last part joins all')
    .action(build);
  addOfVersion('update', 'Give vectors to items that came after the training')
    .option('--batch-size <items>', 'items that are added in one transaction (default: 1000)')
    .option('--dry-run', 'only count them')
    .action(update);
  addOfVersion('similar', 'List the items that are nearest to one')
    .argument('<item>', 'database id or external id')
    .option('--limit <count>', 'at most so many', '10')
    .action(similar);
  addOfVersion('summary', 'Count vectors, their lengths, what they cover and how alike they are')
    .option('--probes <items>', 'items whose nearest neighbour is looked for', '50')
    .option('--duplicate-from <cosine>', 'from here on two items are near duplicates', '0.98')
    .action(summary);
  addOfVersion('export', 'Export vectors with the ids of their items, with a manifest')
    .option('--format <format>', exportFormats.join(', '), 'parquet')
    .option('--out <file>', 'copy the finished file there')
    .action(exportVectors);
}

async function build(model: string, given: Record<string, unknown>): Promise<void> {
  const { shard, json, ...place } = parseFlags(buildFlagsSchema, given);
  const { buildEmbeddingsJob } = await import('../jobs/embeddings/build-embeddings-job.ts');
  const { parseShard } = await import('../jobs/runner/parse-shard.ts');
  const { runJobFromCli } = await import('./run-job-from-cli.ts');
  const { report } = await runJobFromCli(buildEmbeddingsJob, {
    ...place,
    parameters: { model },
    shard: shard === undefined ? null : parseShard(shard),
    label: 'Embedding',
  });
  if (json) return console.log(JSON.stringify(report, null, 2));
  const { version, dataset, items, vectors, folder, missing } = report;
  if (dataset === null) {
    return console.log(`Part ${shard} of the vectors of ${version} is done; missing: ${String(missing)}`);
  }
  console.log(`${vectors} vectors of ${items} items by ${version}: ${dataset}\n  ${folder}`);
}

async function update(given: Record<string, unknown>): Promise<void> {
  const { json, dryRun, root, dbUrl, ...parameters } = parseFlags(updateFlagsSchema, given);
  const { updateEmbeddingsJob } = await import('../jobs/embeddings/update-embeddings-job.ts');
  const { runJobFromCli } = await import('./run-job-from-cli.ts');
  const { report } = await runJobFromCli(updateEmbeddingsJob, {
    ...{ root, dbUrl, dryRun, parameters },
    label: 'Embedding',
  });
  if (json) return console.log(JSON.stringify(report, null, 2));
  const { version, missing, added, unknown, reason } = report;
  if (reason !== undefined) return console.log(`Nothing was added: ${reason}`);
  if (dryRun) return console.log(`${missing} items have no vector in ${version}`);
  console.log(`${added} vectors added to ${version}; ${missing} items had none`);
  if (Number(unknown ?? 0) > 0) console.log(`  ${unknown} are unlike anything that it was trained on`);
}

async function similar(item: string, given: Record<string, unknown>): Promise<void> {
  const { json, limit, version, ...place } = parseFlags(similarFlagsSchema, given);
  const { findSimilarItems } = await import('../publish/find-similar-items.ts');
  const found = await withVersion(place, version, (client, serving) =>
    findSimilarItems(client, { version: serving, item, limit }),
  );
  if (json) return console.log(JSON.stringify(found, null, 2));
  const { formatTable } = await import('./format-table.ts');
  const { terminalWidth } = await import('./terminal-width.ts');
  console.log(`${found.item.id} ${found.item.title} (${found.version})`);
  const rows = found.nearest.map((one) => [
    one.similarity.toFixed(4),
    String(one.id),
    one.externalId,
    one.maker ?? '',
    one.title,
  ]);
  for (const line of formatTable(rows, { width: terminalWidth(), indent: 2 })) console.log(line);
}

async function summary(given: Record<string, unknown>): Promise<void> {
  const { json, root, dbUrl, ...options } = parseFlags(summaryFlagsSchema, given);
  const { summariseVectors } = await import('../publish/summarise-vectors.ts');
  const { withDatabase } = await import('./with-database.ts');
  const summaries = await withDatabase({ root, dbUrl }, async (client) => {
    const { publishedVersion } = await import('../jobs/embeddings/published-version.ts');
    if (options.version !== undefined) await publishedVersion(client, options.version);
    return summariseVectors(client, options);
  });
  if (json) return console.log(JSON.stringify(summaries, null, 2));
  if (summaries.length === 0) console.log('No version was published yet.');
  const { formatFields } = await import('./format-fields.ts');
  const { terminalWidth } = await import('./terminal-width.ts');
  for (const { version, slot, ...numbers } of summaries) {
    console.log(slot === null ? version : `${version} (${slot})`);
    for (const line of formatFields(numbers, { width: terminalWidth(), indent: 2 })) console.log(line);
  }
}

async function exportVectors(given: Record<string, unknown>): Promise<void> {
  const { json, root, version, dbUrl, ...options } = parseFlags(exportFlagsSchema, given);
  const { join } = await import('node:path');
  const { abortOnSignals } = await import('./abort-on-signals.ts');
  const { createCounter } = await import('./create-counter.ts');
  const { exportData } = await import('../jobs/export/export-data.ts');
  const counter = createCounter('Exporting', 'vectors');
  const signal = abortOnSignals();
  const { file, manifest } = await withVersion({ root, dbUrl }, version, (client, modelVersion) =>
    exportData(client, {
      ...options,
      ...{ root, dataRoot: join(root, 'data'), export: 'item-vectors', signal },
      filter: { modelVersion },
      onProgress: counter.update,
    }),
  ).finally(counter.stop);
  if (json) return console.log(JSON.stringify(manifest, null, 2));
  console.log(`Exported ${manifest.tables[0]!.rows} vectors: ${options.out ?? file}`);
}

/** Runs `work` with the version given, or the one that serves. */
async function withVersion<Result>(
  place: { root: string; dbUrl?: string | undefined },
  version: string | undefined,
  work: (client: import('pg').Client, version: string) => Promise<Result>,
): Promise<Result> {
  const { publishedVersion } = await import('../jobs/embeddings/published-version.ts');
  const { withDatabase } = await import('./with-database.ts');
  return withDatabase(place, async (client) => {
    const found = await publishedVersion(client, version);
    if (found) return work(client, found.version);
    const { AppError } = await import('../../shared/errors/app-error.ts');
    throw new AppError('MODEL_MISSING', 'Cannot find vectors: no version serves', {
      hint: 'Promote one, or name one with --version.',
    });
  });
}
