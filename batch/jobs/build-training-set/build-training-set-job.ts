import { z } from 'zod';
import type { DatasetManifest } from '../../../shared/contracts/dataset-manifest.ts';
import { dataRootPaths } from '../../io/datasets/data-root-paths.ts';
import { openDuckDb } from '../../io/duckdb/open-duckdb.ts';
import { buildTrainingDataset } from '../../io/training/build-training-dataset.ts';
import { trainingConfigSchema } from '../../train/training-config.ts';
import type { JobContext, JobDefinition } from '../runner/job-definition.ts';

const { trainShare, validationShare } = trainingConfigSchema.shape;

const parametersSchema = z.strictObject({
  trainShare: trainShare.describe('share of decisions, by time, that trains'),
  validationShare: validationShare.describe('share that tunes; what is left is the test'),
});

/** `matching run build-training-set`: a training dataset of what the database holds now. */
export const buildTrainingSetJob: JobDefinition<typeof parametersSchema> = {
  name: 'build-training-set',
  group: 'ml-training',
  title: 'Make the training dataset of consenting people and imported decisions, split by time',
  parameters: parametersSchema,
  shardable: false,
  run,
};

interface Built {
  dataset: string;
  reused: boolean;
  fingerprint: string;
  rows: Record<string, number>;
}

async function run(context: JobContext<z.output<typeof parametersSchema>>): Promise<Record<string, unknown>> {
  if (context.dryRun) return countTrainable(context);
  const built = await context.step('build', async ({ progress }): Promise<Built> => {
    const { client, dataRoot, root, parameters, signal } = context;
    const duck = await openDuckDb({ tempFolder: dataRootPaths(dataRoot).temp });
    try {
      const written = await buildTrainingDataset(client, duck, {
        dataRoot,
        root,
        ...parameters,
        signal,
        onProgress: (done, total) => progress(done, total),
      });
      return { ...describe(written.manifest), reused: written.reused };
    } finally {
      await duck.close();
    }
  });
  return { ...built };
}

function describe({ stage, name, version, fingerprint, tables }: DatasetManifest): Omit<Built, 'reused'> {
  const rows = Object.fromEntries(tables.map((table) => [table.name, table.rows]));
  return { dataset: `${stage}/${name}@${version}`, fingerprint, rows };
}

/** What would be read, without making anything. */
async function countTrainable({ client }: { client: JobContext<unknown>['client'] }) {
  const { rows } = await client.query<Record<string, number>>(`
    select
      (select count(*) from app.items where status = 'active')::float8 as items,
      (select count(*) from app.imported_decisions as d inner join app.items as i on i.id = d.item_id
       where i.status = 'active')::float8 as imported,
      (select count(*) from app.decisions as d inner join app.items as i on i.id = d.item_id
       inner join app.profiles as p on p.person_id = d.person_id
       where i.status = 'active' and p.training_consent_at is not null)::float8 as consented,
      (select count(*) from app.decisions as d inner join app.profiles as p on p.person_id = d.person_id
       where p.training_consent_at is null)::float8 as without_consent`);
  return { dryRun: true, ...rows[0] };
}
