import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { DatasetManifest } from '../../../shared/contracts/dataset-manifest.ts';
import { datasetFiles } from '../../io/datasets/dataset-files.ts';
import type { DatasetEnvironment, WrittenDataset } from '../../io/datasets/write-dataset.ts';
import { type FinishedPart, writeDatasetParts } from '../../io/datasets/write-dataset-parts.ts';
import { interruptible } from '../../io/duckdb/interruptible.ts';
import { sqlText } from '../../io/duckdb/sql-text.ts';
import type { EventReading } from './event-columns.ts';
import { eventSql } from './event-sql.ts';

/** To be raised when the same raw row is to become another event: old datasets are then not used again. */
const semantics = 1;

export interface RawEvents {
  /** A raw dataset. */
  folder: string;
  manifest: DatasetManifest;
  /** For the column `file`. */
  file: string;
  reading: EventReading;
}

export interface ProcessEventsOptions {
  /** Of the dataset. */
  name: string;
  source: string;
  raw: readonly RawEvents[];
  /** How many processes share the work, and where this one begins: `index` from 1 to `count`. Default: it is alone. */
  shard?: { index: number; count: number } | undefined;
}

/**
 * Turns raw rows into processed events, table `rows`: source, file, row_number, person_key, external_id, kind (`like`,
 * `nope` or `neutral`), decided_at (UTC), problem_field, problem_reason. Ids are trimmed. Every raw row is there; one that
 * cannot be typed carries its first problem. Where a file has no times, its rows count as decided one a second from 1970
 * on, by row_number. Out of core, without sorting. With shards a person's rows are all in one part; this process makes
 * its part and every other one that nobody else makes, so that the dataset is complete when it returns.
 */
export async function processEvents(
  env: DatasetEnvironment,
  { name, source, raw, shard = { index: 1, count: 1 } }: ProcessEventsOptions,
): Promise<WrittenDataset> {
  const parents = raw.map(({ manifest }) => ({
    stage: manifest.stage,
    name: manifest.name,
    version: manifest.version,
    fingerprint: manifest.fingerprint,
  }));
  const parameters = { source, files: raw.map(({ file, reading }) => ({ file, reading })) };
  const basis = JSON.stringify({
    semantics,
    parents: parents.map(({ fingerprint }) => fingerprint),
    parameters,
  });
  const version = createHash('sha256').update(basis).digest('hex').slice(0, 16);
  const plan = {
    stage: 'processed' as const,
    name,
    version,
    schema: { name: 'events', version: 1 },
    parents,
    inputs: [],
    parameters,
  };
  for (let step = 0; step < shard.count; step++) {
    const part = { index: ((shard.index - 1 + step) % shard.count) + 1, count: shard.count };
    const made = await writeDatasetParts(env, plan, {
      shard: part,
      fillPart: (folder) => fillPart(env, { source, raw, shard: part, folder }),
      finish: (parts) => account(raw, parts),
    });
    if (made.complete) return made.dataset;
  }
  throw new Error(`a part of ${name} ${version} went away while others were made`);
}

/** Not one row may be lost between the datasets. */
function account(raw: readonly RawEvents[], parts: readonly FinishedPart[]) {
  const sum = (key: string) => parts.reduce((total, { counts }) => total + counts[key]!, 0);
  const [read, quarantined] = [sum('read'), sum('quarantined')];
  const landed = raw.reduce((total, { manifest }) => total + manifest.accounting!.accepted, 0);
  if (read !== landed) throw new Error(`${landed} rows were landed, ${read} processed`);
  return { read, accepted: read - quarantined, quarantined };
}

async function fillPart(
  { duck, signal }: DatasetEnvironment,
  options: {
    source: string;
    raw: readonly RawEvents[];
    shard: { index: number; count: number };
    folder: string;
  },
) {
  const { source, raw, shard, folder } = options;
  const parts = raw.map(({ manifest, file, reading, ...one }) => {
    const files = datasetFiles(one.folder, manifest, 'rows').map(sqlText).join(', ');
    return `(${filter(eventSql(`from read_parquet([${files}])`, { source, file, reading }), shard)})`;
  });
  const target = sqlText(join(folder, 'rows.parquet'));
  return interruptible(duck, signal, async () => {
    await duck.run(`copy (${parts.join(' union all ')}) to ${target} (format parquet)`);
    const [counted] = await duck.rows(`
      select count(*)::double as read, count(problem_reason)::double as quarantined
      from read_parquet(${target})`);
    return { tables: { rows: ['rows.parquet'] }, counts: counted as { read: number; quarantined: number } };
  });
}

function filter(sql: string, { index, count }: { index: number; count: number }): string {
  if (count === 1) return sql;
  return `from (${sql}) where md5_number_lower(coalesce(person_key, '')) % ${count} = ${index - 1}`;
}
