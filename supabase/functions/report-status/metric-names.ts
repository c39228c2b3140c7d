/** What is counted of requests. */
export const requestMetrics = {
  requests: {
    name: 'matching_requests_total',
    type: 'counter',
    help: 'Requests answered, by function, model version, status, error code and whether the answer had to do without something.',
  },
  degraded: {
    name: 'matching_degraded_answers_total',
    type: 'counter',
    help: 'Answers that had to do without something, by function and cause.',
  },
  duration: {
    name: 'matching_request_duration_seconds',
    type: 'histogram',
    help: 'Time from the arrival of a request at the function to its answer.',
  },
} as const;

/** What the database measures: name without `matching_`, and what it says. */
export const gaugeHelp = {
  active_models: 'Model versions that serve: 1, or 0 where pages come from popularity.',
  model_deployed_timestamp_seconds: 'When the version took its slot.',
  model_created_timestamp_seconds: 'When the version of the slot was published.',
  sync_success_timestamp_seconds: 'When the source and floor were last synced to the end.',
  job_last_success_timestamp_seconds: 'When a run of the job last succeeded.',
  job_last_failed: '1 where the last run of the job that ended did not succeed.',
  job_failed_runs: 'Runs of the job that failed in the last 24 hours.',
  job_running: 'Runs of the job under way.',
  job_stale_leases: 'Runs that count as under way and whose lease ran out: their process is gone.',
  gauges_refreshed_timestamp_seconds:
    'When the gauges that are measured every five minutes were measured; 0 for never.',
  catalogue_items: 'Items by status.',
  catalogue_newest_item_timestamp_seconds: 'When the newest item that is shown came into the catalogue.',
  popularity_refreshed_timestamp_seconds: 'When the likes of items were last counted.',
  vector_coverage_ratio: 'Share of the items that are shown that have a vector of the active version.',
  embedding_norm: 'Length of item vectors of the active version, over a thousand items: min, mean and max.',
  impressions: 'Items shown in the last 24 hours, by how they were found.',
  like_ratio: 'Share of the items shown in the last 24 hours that the person likes, by how they were found.',
  variant_impressions: 'Items shown in the last 24 hours, by experiment and variant.',
  variant_like_ratio:
    'Share of the items shown in the last 24 hours that the person likes, by experiment and variant.',
  personalised_ratio: 'Share of the items shown in the last hour that were found by vector.',
  maker_exposure_ratio:
    'Share of the items shown in the last 24 hours, of the ten makers that were shown most.',
  maker_exposure_largest_ratio: 'Largest share of one maker in the items shown in the last 24 hours.',
  quarantine_rows: 'Refused rows that are kept, by dataset and reason.',
  quarantine_new_rows: 'Rows refused in the last 24 hours, by dataset.',
} as const;
