-- Runs of jobs and pipelines, their steps, and the datasets they made.
create table if not exists app.job_runs (
  id uuid primary key,
  job text not null check (job ~ '^[a-z0-9][a-z0-9-]*$'),
  -- 1 of 1 is the whole job.
  shard_index integer not null default 1 check (shard_index >= 1),
  shard_count integer not null default 1 check (shard_count >= shard_index),
  parameters jsonb not null check (jsonb_typeof(parameters) = 'object'),
  -- Of job, parameters and shard: what is the same run when it is started again.
  identity_sha256 text not null check (identity_sha256 ~ '^[0-9a-f]{64}$'),
  status app.job_status not null default 'running',
  attempt integer not null default 1 check (attempt >= 1),
  host text not null,
  process_id integer not null,
  -- Which boot and process namespace the id is of, and when the process began: an id alone is used again.
  machine text not null,
  process_started text not null,
  started_at timestamptz not null default now(),
  -- The holder renews it; a lease that ran out may be taken over.
  lease_until timestamptz not null,
  finished_at timestamptz,
  report jsonb,
  error_code text,
  error_message text
);
-- No two runs of one shard at once, on any machine.
create unique index if not exists job_runs_running_idx on app.job_runs (job, shard_index, shard_count)
where status = 'running';
create index if not exists job_runs_job_idx on app.job_runs (job, started_at desc);
create index if not exists job_runs_identity_idx on app.job_runs (identity_sha256, started_at desc);

create table if not exists app.job_steps (
  run_id uuid not null references app.job_runs (id) on delete cascade,
  name text not null check (name <> ''),
  position integer not null check (position >= 1),
  status app.job_status not null default 'running',
  attempt integer not null default 1 check (attempt >= 1),
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  done bigint,
  total bigint,
  -- What the step needs to go on after a kill.
  checkpoint jsonb,
  outcome jsonb,
  primary key (run_id, name)
);

create table if not exists app.dataset_versions (
  stage text not null,
  name text not null,
  version text not null,
  fingerprint text not null check (fingerprint ~ '^[0-9a-f]{64}$'),
  -- A dataset manifest, as in shared/contracts/dataset-manifest.ts.
  manifest jsonb not null check (jsonb_typeof(manifest) = 'object'),
  run_id uuid references app.job_runs (id) on delete set null,
  recorded_at timestamptz not null default now(),
  pruned_at timestamptz,
  primary key (stage, name, version)
);
create index if not exists dataset_versions_run_id_idx on app.dataset_versions (run_id);

-- Every file an export wrote.
create table if not exists app.export_history (
  id uuid primary key,
  export text not null check (export <> ''),
  format text not null check (format in ('json', 'csv', 'parquet')),
  rows bigint not null check (rows >= 0),
  bytes bigint not null check (bytes >= 0),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  file text not null,
  run_id uuid references app.job_runs (id) on delete set null,
  exported_at timestamptz not null default now()
);
create index if not exists export_history_export_idx on app.export_history (export, exported_at desc);
create index if not exists export_history_run_id_idx on app.export_history (run_id);

alter table app.job_runs enable row level security;
alter table app.job_steps enable row level security;
alter table app.dataset_versions enable row level security;
alter table app.export_history enable row level security;
revoke all on app.job_runs, app.job_steps, app.dataset_versions, app.export_history from public, anon, authenticated;
grant select on app.job_runs, app.job_steps, app.dataset_versions, app.export_history to service_role;
