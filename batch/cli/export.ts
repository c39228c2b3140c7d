import { join } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { exportFormats } from '../../shared/contracts/export-configuration.ts';
import { parseFlags } from '../config/parse-flags.ts';
import { abortOnSignals } from './abort-on-signals.ts';
import { createCounter } from './create-counter.ts';

const listFlagsSchema = z.strictObject({ json: z.boolean().optional() });
const databaseFlags = { root: z.string().min(1), dbUrl: z.string().min(1).optional() };
const runFlagsSchema = z.strictObject({
  ...databaseFlags,
  format: z.enum(exportFormats).optional(),
  out: z.string().min(1).optional(),
  allowPersonKeys: z.boolean().optional(),
  json: z.boolean().optional(),
});
const historyFlagsSchema = z.strictObject({
  ...databaseFlags,
  name: z.string().min(1).optional(),
  limit: z.int().min(1).max(10_000),
  json: z.boolean().optional(),
});

/** Adds `matching export list | run | history`. */
export function registerExportCommand(program: Command): void {
  const commands = program
    .command('export')
    .description('Catalogue, decisions, vectors and reports as JSON, CSV or Parquet');
  commands
    .command('list')
    .description('List the exports that have a name')
    .option('--json', 'print their configurations')
    .action(list);
  commands
    .command('run')
    .description('Export into <root>/data/exports, with a manifest')
    .argument('<name>', 'name of an export, or a JSON file with a configuration')
    .option('--format <format>', `${exportFormats.join(', ')}, instead of the configured one`)
    .option('--out <file>', 'copy the finished file there')
    .option('--allow-person-keys', 'let a configuration export keys of people as they are')
    .option('--json', 'print the manifest')
    .option('--root <folder>', 'folder of the local data', process.env.MATCHING_ROOT ?? '.matching')
    .option('--db-url <url>', 'database to read (default: SUPABASE_DB_URL, else the embedded stack)')
    .action(run);
  commands
    .command('history')
    .description('Show what was exported, the newest first')
    .option('--name <name>', 'only this export')
    .option('--limit <count>', 'at most so many', '20')
    .option('--json', 'print JSON')
    .option('--root <folder>', 'folder of the local data', process.env.MATCHING_ROOT ?? '.matching')
    .option('--db-url <url>', 'database to read (default: SUPABASE_DB_URL, else the embedded stack)')
    .action(history);
}

async function list(given: Record<string, unknown>): Promise<void> {
  const { json } = parseFlags(listFlagsSchema, given);
  const { listConfigurations } = await import('../export/read-configurations.ts');
  const configurations = await listConfigurations();
  if (json) return console.log(JSON.stringify(configurations, null, 2));
  for (const { name, format, title } of configurations) {
    console.log(`${name.padEnd(20)} ${format.padEnd(8)} ${title}`);
  }
}

async function run(name: string, given: Record<string, unknown>): Promise<void> {
  const { root, dbUrl, json, ...options } = parseFlags(runFlagsSchema, given);
  const { exportData } = await import('../jobs/export/export-data.ts');
  const { connectDatabase } = await import('../io/connect-database.ts');
  const { resolveConnection } = await import('../io/resolve-connection.ts');
  const { formatBytes } = await import('./format-bytes.ts');
  const signal = abortOnSignals();
  const counter = createCounter('Exporting', 'rows');
  const connection = await resolveConnection({ root, flags: { dbUrl } });
  const client = await connectDatabase(connection.dbUrl, { applicationName: 'matching export' });
  try {
    const { file, manifest } = await exportData(client, {
      ...options,
      root,
      dataRoot: join(root, 'data'),
      export: name,
      signal,
      onProgress: counter.update,
    });
    counter.stop();
    if (json) return console.log(JSON.stringify(manifest, null, 2));
    const { rows, files } = manifest.tables[0]!;
    console.log(`Exported ${rows} rows, ${formatBytes(files[0]!.bytes)}: ${options.out ?? file}`);
  } finally {
    counter.stop();
    await client.end();
  }
}

async function history(given: Record<string, unknown>): Promise<void> {
  const { root, dbUrl, json, ...options } = parseFlags(historyFlagsSchema, given);
  const { readExportHistory } = await import('../export/read-export-history.ts');
  const { connectDatabase } = await import('../io/connect-database.ts');
  const { resolveConnection } = await import('../io/resolve-connection.ts');
  const { formatBytes } = await import('./format-bytes.ts');
  const connection = await resolveConnection({ root, flags: { dbUrl } });
  const client = await connectDatabase(connection.dbUrl, { applicationName: 'matching export history' });
  try {
    const records = await readExportHistory(client, options);
    if (json) return console.log(JSON.stringify(records, null, 2));
    if (records.length === 0) console.log('Nothing was exported yet.');
    for (const record of records) {
      console.log(
        `${record.exportedAt.slice(0, 19)}Z  ${record.export.padEnd(18)} ${record.format.padEnd(8)} ` +
          `${String(record.rows).padStart(9)} rows  ${formatBytes(record.bytes).padStart(9)}  ${record.file}`,
      );
    }
  } finally {
    await client.end();
  }
}
