import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Client } from 'pg';
import { z } from 'zod';
import type { QualityReport } from '../../../shared/contracts/quality-report.ts';
import { dataRootPaths } from '../../io/datasets/data-root-paths.ts';
import { openDuckDb } from '../../io/duckdb/open-duckdb.ts';
import { inspectCatalogue } from '../../validate/inspect-catalogue.ts';
import { refuseFailed } from '../../validate/report/refuse-failed.ts';
import { reportPaths, writeReport } from '../../validate/report/write-report.ts';
import { readRuleSet } from '../../validate/rules/read-rule-set.ts';
import type { JobDefinition } from '../runner/job-definition.ts';
import { readFreshness } from './read-freshness.ts';
import { writeStoredCatalogue } from './write-stored-catalogue.ts';

const parameters = z.strictObject({
  rules: z.string().min(1).optional().describe('JSON file with quality rules; default: the built-in ones'),
});

/** Judges what the database holds now. Fails like an import does: over the reject limit or below a score that must be. */
export const dataQualityJob: JobDefinition<typeof parameters> = {
  name: 'data-quality',
  group: 'analysis',
  title: 'Score the stored catalogue and its freshness, and write the report',
  parameters,
  shardable: false,
  // A report is of its day.
  resumeWithinHours: 20,
  async run({ parameters: { rules: path }, client, dataRoot, runId, dryRun, signal, step }) {
    const rules = await readRuleSet('catalogue', path);
    const report = await step('inspect', async ({ progress }) => {
      const found = await inspect(client, {
        dataRoot,
        rules,
        version: runId,
        signal,
        onProgress: (rows) => progress(rows, rows, `${rows} items`),
      });
      // Within the step: a verdict that failed is looked into anew by the next run.
      if (!dryRun) refuseFailed(found, await writeReport(dataRoot, found));
      return found;
    });
    const { outcome, accounting, scores, failures, warnings, freshness } = report;
    return {
      outcome,
      accounting,
      scores: Object.fromEntries(Object.entries(scores).map(([name, { score }]) => [name, score])),
      failures,
      warnings,
      freshness,
      ...(dryRun ? { dryRun: true } : { report: reportPaths(dataRoot, report).html }),
    };
  },
};

interface InspectOptions {
  dataRoot: string;
  rules: Awaited<ReturnType<typeof readRuleSet>>;
  version: string;
  signal: AbortSignal;
  onProgress: (rows: number) => void;
}

async function inspect(
  client: Client,
  { dataRoot, rules, version, signal, onProgress }: InspectOptions,
): Promise<QualityReport> {
  const { temp } = dataRootPaths(dataRoot);
  await mkdir(temp, { recursive: true });
  const folder = await mkdtemp(join(temp, 'quality-'));
  const duck = await openDuckDb({ tempFolder: folder });
  try {
    const file = await writeStoredCatalogue(client, duck, { folder, signal, onProgress });
    const asOf = new Date();
    const freshness = await readFreshness(client, asOf);
    return await inspectCatalogue(
      { duck, signal },
      { name: 'stored-catalogue', version, files: [file], rules, asOf, freshness },
    );
  } finally {
    await duck.close();
    await rm(folder, { recursive: true, force: true });
  }
}
