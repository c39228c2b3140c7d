import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { dataRootPaths } from '../../io/datasets/data-root-paths.ts';
import type { DatasetContents } from '../../io/datasets/dataset-plan.ts';
import { interruptible } from '../../io/duckdb/interruptible.ts';
import type { Duck } from '../../io/duckdb/open-duckdb.ts';
import { sqlText } from '../../io/duckdb/sql-text.ts';
import { createPolicyMatcher } from '../policy/create-policy-matcher.ts';
import { catalogueColumns, catalogueTableRow } from './catalogue-table.ts';
import { normaliseCatalogueRow } from './normalise-row.ts';
import type { CatalogueEnvironment, ProcessCatalogueRowsOptions } from './process-catalogue-rows.ts';

const chunkCharacters = 1 << 18;

interface Tally {
  read: number;
  refused: number;
  blocked: Map<string, number>;
}

/** Fills the folder of a processed catalogue: rows go as JSON lines through a file, so that their number is not bound. */
export async function writeCatalogueTables(
  env: CatalogueEnvironment,
  options: ProcessCatalogueRowsOptions & { folder: string },
): Promise<DatasetContents> {
  const { duck, signal } = env;
  const { temp } = dataRootPaths(env.dataRoot);
  await mkdir(temp, { recursive: true });
  const scratch = await mkdtemp(join(temp, 'catalogue-'));
  try {
    const tally: Tally = { read: 0, refused: 0, blocked: new Map() };
    const lines = join(scratch, 'rows.jsonl');
    await pipeline(jsonLines(env, options, tally), createWriteStream(lines), { signal });
    await interruptible(duck, signal, () => writeTables(duck, { ...options, lines, blocked: tally.blocked }));
    const blocked = [...tally.blocked.values()].reduce((sum, count) => sum + count, 0);
    const quarantined = tally.refused + blocked;
    return {
      tables: { rows: ['rows.parquet'], policy_blocks: ['policy-blocks.parquet'] },
      accounting: { read: tally.read, accepted: tally.read - quarantined, quarantined },
    };
  } catch (error) {
    // What the abort broke off is a consequence: the reason is what the caller wants to know.
    signal.throwIfAborted();
    throw error;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function* jsonLines(
  { onProgress }: CatalogueEnvironment,
  { rows, timeZone, policy, total }: ProcessCatalogueRowsOptions,
  tally: Tally,
): AsyncGenerator<string> {
  const brokenRule = createPolicyMatcher(policy ?? { rules: [] });
  let text = '';
  for await (const { row, problem, ...place } of rows) {
    tally.read++;
    // Before anything is cleaned: a blocked row must not be quarantined either.
    const rule = brokenRule(row);
    if (rule !== null) {
      tally.blocked.set(rule, (tally.blocked.get(rule) ?? 0) + 1);
      continue;
    }
    const normalised = normaliseCatalogueRow(row, { timeZone });
    if (problem) {
      normalised.record.externalId = null;
      normalised.problems.unshift({ ...problem, fatal: true });
    }
    if (normalised.record.externalId === null) tally.refused++;
    text += `${JSON.stringify(catalogueTableRow(normalised, place))}\n`;
    if (text.length < chunkCharacters) continue;
    yield text;
    text = '';
    onProgress?.(tally.read, Math.max(total, tally.read));
  }
  yield text;
  onProgress?.(tally.read, tally.read);
}

async function writeTables(
  duck: Duck,
  { folder, lines, blocked }: { folder: string; lines: string; blocked: Map<string, number> },
): Promise<void> {
  const columns = Object.entries(catalogueColumns).map(([column, type]) => `${column}: '${type}'`);
  await duck.run(`
    copy (
      select * from read_json(${sqlText(lines)}, format = 'newline_delimited', columns = {${columns.join(', ')}})
    ) to ${sqlText(join(folder, 'rows.parquet'))} (format parquet, compression zstd)`);
  const blocks = [...blocked].map(([rule, count]) => `(${sqlText(rule)}, ${count})`);
  // One row that is left out again gives the columns their types where nothing was blocked.
  await duck.run(`
    copy (
      select rule::varchar as rule, blocked::bigint as blocked
      from (values ${["('', 0)", ...blocks].join(', ')}) as t (rule, blocked) where blocked > 0 order by rule
    ) to ${sqlText(join(folder, 'policy-blocks.parquet'))} (format parquet)`);
}
