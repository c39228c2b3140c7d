import { createPipelineJob } from './pipelines/create-pipeline-job.ts';
import type { Pipeline } from './pipelines/pipeline.ts';
import type { JobDefinition, JobGroup } from './runner/job-definition.ts';

/** What is known of a job without loading it, and how to load it. */
export interface JobEntry {
  name: string;
  group: JobGroup;
  title: string;
  /** Other names, each with the parameters that it stands for. */
  aliases?: Record<string, Record<string, unknown>>;
  load(): Promise<JobDefinition>;
}

/**
 * All jobs and pipelines. Name, group and title stand here as well as in the definition (a test compares them), so that
 * listing needs neither TensorFlow.js nor DuckDB.
 */
export const registry: readonly JobEntry[] = [
  {
    name: 'dmm-sync',
    group: 'api-sync',
    title: 'Sync the catalogue, its terms and rankings from the DMM API',
    load: async () => (await import('./dmm-sync/dmm-sync-job.ts')).dmmSyncJob,
  },
  {
    name: 'dmm-backfill',
    group: 'api-sync',
    title: 'Sync everything that the DMM API lists and count what is gone',
    load: async () => (await import('./dmm-sync/dmm-backfill-job.ts')).dmmBackfillJob,
  },
  {
    name: 'dmm-terms',
    group: 'api-sync',
    title: 'Sync floors, genres, makers, series and performers from the DMM API',
    load: async () => (await import('./dmm-sync/dmm-terms-job.ts')).dmmTermsJob,
  },
  {
    name: 'dmm-ranking',
    group: 'api-sync',
    title: 'Take over the rankings of the DMM API',
    load: async () => (await import('./dmm-sync/dmm-ranking-job.ts')).dmmRankingJob,
  },
  {
    name: 'export',
    group: 'data-processing',
    title: 'Export catalogue, decisions, vectors or reports to JSON, CSV or Parquet',
    load: async () => (await import('./export/export-job.ts')).exportJob,
  },
  {
    name: 'import-files',
    group: 'data-processing',
    title: 'Import events and catalogues from atomic, CSV, JSON Lines or Parquet files',
    load: async () => (await import('./import-files/import-files-job.ts')).importFilesJob,
  },
  {
    name: 'simulate-world',
    group: 'data-processing',
    title: 'Write a made-up catalogue, people with known tastes and their decisions',
    load: async () => (await import('./definitions/simulate-world-job.ts')).simulateWorldJob,
  },
  {
    name: 'migrate-earlier-app',
    group: 'data-processing',
    title: 'Carry over items, tags, performers and decisions from an export of the earlier app',
    load: async () => (await import('./migrate-earlier-app/migrate-earlier-app-job.ts')).migrateEarlierAppJob,
  },
  {
    name: 'audit-content-policy',
    group: 'maintenance',
    title: 'List what a content policy would block and unblock, without changing anything',
    load: async () => (await import('./content-policy/audit-content-policy-job.ts')).auditContentPolicyJob,
  },
  {
    name: 'data-quality',
    group: 'analysis',
    title: 'Score the stored catalogue and its freshness, and write the report',
    load: async () => (await import('./data-quality/data-quality-job.ts')).dataQualityJob,
  },
  {
    name: 'refresh-popularity',
    group: 'analysis',
    title: 'Count the likes of each item anew, older ones less',
    load: async () => (await import('./definitions/refresh-popularity-job.ts')).refreshPopularityJob,
  },
  {
    name: 'monitor-drift',
    group: 'analysis',
    title: 'Compare the last days with what the serving version learned from, and fail over limits',
    load: async () => (await import('./monitor/monitor-drift-job.ts')).monitorDriftJob,
  },
  {
    name: 'monitor-bias',
    group: 'analysis',
    title: 'Measure which makers, items, places and people are favoured, and fail over limits',
    load: async () => (await import('./monitor/monitor-bias-job.ts')).monitorBiasJob,
  },
  {
    name: 'refresh-gauges',
    group: 'analysis',
    title: 'Measure catalogue, vectors and what is shown, for monitoring',
    load: async () => (await import('./definitions/refresh-gauges-job.ts')).refreshGaugesJob,
  },
  {
    name: 'build-training-set',
    group: 'ml-training',
    title: 'Make the training dataset of consenting people and imported decisions, split by time',
    load: async () => (await import('./build-training-set/build-training-set-job.ts')).buildTrainingSetJob,
  },
  {
    name: 'train',
    group: 'ml-training',
    title: 'Train a two-tower model and write its artifact',
    aliases: { 'train-768-two-tower': { preset: 'quickstart', dim: 768 } },
    load: async () => (await import('./definitions/train-job.ts')).trainJob,
  },
  {
    name: 'build-embeddings',
    group: 'ml-training',
    title: 'Write vectors of the whole catalogue by the item tower of a model, as a dataset',
    load: async () => (await import('./embeddings/build-embeddings-job.ts')).buildEmbeddingsJob,
  },
  {
    name: 'publish-model',
    group: 'deployment',
    title: 'Publish a training run: artifact to Storage, vectors to the database, both read back',
    load: async () => (await import('./definitions/publish-model-job.ts')).publishModelJob,
  },
  {
    name: 'make-candidate',
    group: 'deployment',
    title: 'Check a published version again and make it a candidate for release',
    load: async () => (await import('./release/make-candidate-job.ts')).makeCandidateJob,
  },
  {
    name: 'shadow-model',
    group: 'deployment',
    title: 'Let a candidate make pages for a share of requests, for nobody to see',
    load: async () => (await import('./release/shadow-model-job.ts')).shadowModelJob,
  },
  {
    name: 'canary-model',
    group: 'deployment',
    title: 'Let a candidate serve a share of people',
    load: async () => (await import('./release/canary-model-job.ts')).canaryModelJob,
  },
  {
    name: 'check-canary',
    group: 'deployment',
    title: 'Compare the canary with the active version, and take it back over a guardrail',
    load: async () => (await import('./release/check-canary-job.ts')).checkCanaryJob,
  },
  {
    name: 'promote-model',
    group: 'deployment',
    title: 'Make a published model version the one that serves',
    load: async () => (await import('./release/promote-model-job.ts')).promoteModelJob,
  },
  {
    name: 'rollback-model',
    group: 'deployment',
    title: 'Take a canary back, or let the previous version serve again',
    load: async () => (await import('./release/rollback-model-job.ts')).rollbackModelJob,
  },
  {
    name: 'update-embeddings',
    group: 'deployment',
    title: 'Give vectors to items that came after the training, by the item tower of the version',
    load: async () => (await import('./embeddings/update-embeddings-job.ts')).updateEmbeddingsJob,
  },
  {
    name: 'apply-content-policy',
    group: 'maintenance',
    title: 'Put a content policy in force: hide what it blocks, show what only a former one blocked',
    load: async () => (await import('./content-policy/apply-content-policy-job.ts')).applyContentPolicyJob,
  },
  {
    name: 'ensure-partitions',
    group: 'maintenance',
    title: 'Create the monthly partitions of events, impressions and interactions ahead of time',
    load: async () => (await import('./definitions/ensure-partitions-job.ts')).ensurePartitionsJob,
  },
  {
    name: 'clear-request-rates',
    group: 'maintenance',
    title: 'Forget who made requests, where that no longer limits anybody',
    load: async () => (await import('./definitions/clear-request-rates-job.ts')).clearRequestRatesJob,
  },
  {
    name: 'prune-models',
    group: 'maintenance',
    title: 'Remove vectors and files of retired model versions; the previous one is kept',
    load: async () => (await import('./release/prune-models-job.ts')).pruneModelsJob,
  },
  {
    name: 'clear-request-metrics',
    group: 'maintenance',
    title: 'Delete counts of requests by minute that are old; the totals stay',
    load: async () => (await import('./definitions/clear-request-metrics-job.ts')).clearRequestMetricsJob,
  },
  {
    name: 'prune-datasets',
    group: 'maintenance',
    title: 'Delete old versions of datasets and what killed processes left behind',
    load: async () => (await import('./prune-datasets/prune-datasets-job.ts')).pruneDatasetsJob,
  },
  {
    name: 'daily-catalogue',
    group: 'pipelines',
    title: 'Sync the catalogue, give vectors to new items, check its quality, count likes anew',
    load: async () => asJob((await import('./pipelines/daily-catalogue.ts')).dailyCatalogue),
  },
  {
    name: 'import-and-check',
    group: 'pipelines',
    title: 'Import files, check the quality of the catalogue, count likes anew',
    load: async () => asJob((await import('./pipelines/import-and-check.ts')).importAndCheck),
  },
  {
    name: 'nightly-training',
    group: 'pipelines',
    title: 'Make the training dataset, train, publish; a candidate, or promoted if told',
    load: async () => asJob((await import('./pipelines/nightly-training.ts')).nightlyTraining),
  },
];

function asJob(pipeline: Pipeline): JobDefinition {
  return createPipelineJob(pipeline, (name) => registry.find((entry) => entry.name === name)!.load());
}
