import { join } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { AppError } from '../../shared/errors/app-error.ts';
import { parseFlags } from '../config/parse-flags.ts';
import { rowFormats } from '../schemas/read/file-format.ts';
import { abortOnSignals } from './abort-on-signals.ts';
import { createCounter } from './create-counter.ts';

const jsonFlagsSchema = z.strictObject({ json: z.boolean().optional() });
const fileFlagsSchema = z.strictObject({
  format: z.enum(rowFormats).optional(),
  json: z.boolean().optional(),
  root: z.string().min(1),
});

/** Adds `matching schemas list | show | export | validate | infer`. */
export function registerSchemasCommand(program: Command): void {
  const schemas = program
    .command('schemas')
    .description('What records, requests and settings have to look like');
  schemas.command('list').description('List the schemas').option('--json', 'print JSON').action(list);
  schemas
    .command('show')
    .description('Print a schema as JSON Schema, draft 2020-12')
    .argument('<name>', 'such as event-record')
    .action(show);
  schemas
    .command('export')
    .description('Write all schemas into a folder, one JSON file each')
    .argument('<folder>', 'made where it does not exist')
    .action(exportAll);

  const addForFile = (name: string, description: string) =>
    schemas
      .command(name)
      .description(description)
      .option('--format <format>', `${rowFormats.join(', ')} (default: by the ending, also before .gz)`)
      .option('--json', 'print JSON')
      .option('--root <folder>', 'folder of the local data', process.env.MATCHING_ROOT ?? '.matching');
  addForFile('validate', 'Hold every row of a file against a schema; exit status 2 when one does not fit')
    .argument('<name>', 'such as event-record')
    .argument('<file>', 'JSON, JSON Lines, CSV, TSV or Parquet, also gzipped')
    .action(validate);
  addForFile('infer', 'Say what a file holds: columns, JSON Schema, and a mapping for the import')
    .argument('<file>', 'JSON, JSON Lines, CSV, TSV or Parquet, also gzipped')
    .action(infer);
}

async function list(given: Record<string, unknown>): Promise<void> {
  const { json } = parseFlags(jsonFlagsSchema, given);
  const { knownSchemas } = await import('../jobs/known-schemas.ts');
  const entries = knownSchemas.map(({ name, title, version }) => ({ name, title, version }));
  if (json) return console.log(JSON.stringify(entries, null, 2));
  for (const { name, title, version } of entries) console.log(`${name.padEnd(26)} ${version}  ${title}`);
}

async function show(name: string): Promise<void> {
  const { knownSchemas } = await import('../jobs/known-schemas.ts');
  const { findSchema } = await import('../schemas/find-schema.ts');
  const { toJsonSchema } = await import('../schemas/to-json-schema.ts');
  console.log(JSON.stringify(toJsonSchema(findSchema(knownSchemas, name)), null, 2));
}

async function exportAll(folder: string): Promise<void> {
  const { knownSchemas } = await import('../jobs/known-schemas.ts');
  const { exportSchemas } = await import('../schemas/export-schemas.ts');
  const paths = await exportSchemas(knownSchemas, folder);
  console.log(`Wrote ${paths.length} schemas to ${folder}`);
}

async function validate(name: string, file: string, given: Record<string, unknown>): Promise<void> {
  const { root, format, json } = parseFlags(fileFlagsSchema, given);
  const { knownSchemas } = await import('../jobs/known-schemas.ts');
  const { findSchema } = await import('../schemas/find-schema.ts');
  const { validateFile } = await import('../schemas/validate-file.ts');
  const { printValidation } = await import('./print-validation.ts');
  const schema = findSchema(knownSchemas, name);
  const signal = abortOnSignals();
  const counter = createCounter('Validating', 'rows');
  try {
    const tempFolder = join(root, 'data', 'temp');
    const result = await validateFile(schema, file, {
      tempFolder,
      format,
      signal,
      onProgress: counter.update,
    });
    counter.stop();
    if (json) console.log(JSON.stringify(result, null, 2));
    else printValidation(result, { file, schema: name });
    if (result.invalid > 0) {
      throw new AppError(
        'INVALID_DATA',
        `Cannot accept ${file}: ${result.invalid} of ${result.rows} rows are no ${name}`,
        {
          hint: `"matching schemas show ${name}" says what a row has to look like.`,
        },
      );
    }
  } finally {
    counter.stop();
  }
}

async function infer(file: string, given: Record<string, unknown>): Promise<void> {
  const { root, format, json } = parseFlags(fileFlagsSchema, given);
  const { inferFile } = await import('../schemas/infer/infer-file.ts');
  const { createProgress } = await import('./create-progress.ts');
  const { printInferred } = await import('./print-inferred.ts');
  const signal = abortOnSignals();
  const progress = createProgress('Reading');
  try {
    const tempFolder = join(root, 'data', 'temp');
    const inferred = await inferFile(file, { tempFolder, format, signal, onProgress: progress.update });
    progress.stop();
    if (json) console.log(JSON.stringify(inferred, null, 2));
    else printInferred(inferred, file);
  } finally {
    progress.stop();
  }
}
