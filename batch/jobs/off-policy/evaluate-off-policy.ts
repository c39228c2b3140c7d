import type { OffPolicyReport } from '../../../shared/contracts/off-policy-report.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { buildOffPolicyReport } from '../../evaluate/off-policy/build-off-policy-report.ts';
import { type JudgedPolicy, judgePolicy } from '../../evaluate/off-policy/judge-policy.ts';
import { targetPages } from '../../evaluate/off-policy/target-pages.ts';
import { usableImpressions } from '../../evaluate/off-policy/usable-impressions.ts';
import { connectDatabase } from '../../io/connect-database.ts';
import type { ImpressionLog } from '../../io/impressions/impression-log.ts';
import { outcomeHours } from '../../io/impressions/logged-impressions-sql.ts';
import { readImpressionLog } from '../../io/impressions/read-impression-log.ts';
import { resolveConnection } from '../../io/resolve-connection.ts';
import { isInMemory } from '../../io/training-data.ts';
import type { TrainingSet } from '../../io/training-set.ts';
import { selectBackend } from '../../train/backend/select-backend.ts';
import { trainingConfigSchema } from '../../train/training-config.ts';
import { artifactScorer } from '../active-model/artifact-scorer.ts';
import { loadTrainingSet } from '../build-training-set/load-training-set.ts';
import type { FoundModel } from '../models/find-model.ts';
import { readModel } from '../models/read-model.ts';
import { writeJsonFile } from '../write-json-file.ts';

export interface EvaluateOffPolicyOptions {
  root: string;
  dbUrl?: string | undefined;
  days: number;
  at: OffPolicyReport['at'];
  clip: number;
  /** Take pages shown before a model was made as well: it may have been trained on what came of them. */
  withEarlier: boolean;
  /** Where the report goes, as JSON. */
  report?: string | undefined;
  signal?: AbortSignal | undefined;
  /** Says what begins. */
  onStep?: ((step: string) => void) | undefined;
}

const level = 0.95;

/**
 * What a model, and one that it is held against, would have earned on the impressions that the database logged.
 * @throws AppError NOT_ENOUGH_DATA where no impression can be used.
 */
export async function evaluateOffPolicy(
  models: readonly FoundModel[],
  options: EvaluateOffPolicyOptions,
): Promise<OffPolicyReport> {
  const { at, clip, days, withEarlier, signal } = options;
  const { log, data } = await readLog(options);
  const newest = Math.max(...models.map(({ manifest }) => Date.parse(manifest.createdAt) / 1000));
  const { impressions, leftOut } = usableImpressions(log, {
    indexOf: new Map(data.items.map(({ id }, index) => [id, index])),
    at,
    notBefore: withEarlier ? Number.NEGATIVE_INFINITY : newest,
  });
  if (impressions.length === 0) throw noImpressions(leftOut);
  await selectBackend('auto');
  const judged: JudgedPolicy[] = [];
  for (const model of models) {
    signal?.throwIfAborted();
    options.onStep?.(`Ranking as ${model.manifest.version}`);
    const pages = await pagesOf(model, { log, data }, options);
    judged.push(judgePolicy(impressions, { version: model.manifest.version, pages, at, clip, level }));
  }
  const report = buildOffPolicyReport({ days, outcomeHours, at, clip, level, leftOut, impressions, judged });
  if (options.report !== undefined) await writeJsonFile(options.report, report);
  return report;
}

/** Catalogue and popularity come from the training set, so that nobody is in them who does not consent. */
async function readLog(
  options: EvaluateOffPolicyOptions,
): Promise<{ log: ImpressionLog; data: TrainingSet }> {
  const { root, dbUrl, days, signal } = options;
  const { trainShare, validationShare } = trainingConfigSchema.parse({});
  const connection = await resolveConnection({ root, flags: { dbUrl } });
  const client = await connectDatabase(connection.dbUrl, { applicationName: 'matching models off-policy' });
  try {
    options.onStep?.('Reading impressions');
    const log = await readImpressionLog(client, { days, signal });
    options.onStep?.('Reading the catalogue');
    const { data } = await loadTrainingSet(client, {
      ...{ root, trainShare, validationShare, signal },
      // Popularity at the time of each page needs the times of all likes.
      streamAboveDecisions: Number.POSITIVE_INFINITY,
    });
    if (!isInMemory(data)) throw new TypeError('Cannot judge: the decisions are not in memory');
    return { log, data };
  } finally {
    await client.end();
  }
}

async function pagesOf(
  model: FoundModel,
  { log, data }: { log: ImpressionLog; data: TrainingSet },
  { root, dbUrl, signal }: EvaluateOffPolicyOptions,
): Promise<number[][]> {
  const { artifact, vectors } = await readModel(model, { root, dbUrl, vectors: true, signal });
  if (vectors === null) throw new TypeError('Cannot rank: the vectors were not read');
  const scorer = await artifactScorer({ artifact, vectors }, data.items);
  const { scoring } = artifact.manifest;
  return targetPages(log, { data, logits: scorer.logits, scoring, signal }).finally(scorer.dispose);
}

function noImpressions(leftOut: OffPolicyReport['leftOut']): AppError {
  const counts = Object.entries(leftOut).map(([reason, count]) => `${reason} ${count}`);
  return new AppError(
    'NOT_ENOUGH_DATA',
    `Cannot judge the model: no logged impression can be used (left out: ${counts.join(', ')})`,
    {
      hint:
        `Impressions count after ${outcomeHours} hours, of people who consent to training. Ask for more --days, ` +
        'or for pages of before the model was made with --with-earlier.',
      details: leftOut,
    },
  );
}
