-- What must not be in the catalogue. Rules are versions that never change; the newest one is enforced at ingestion.
create table if not exists app.content_policies (
  version integer generated always as identity primary key,
  -- A content policy, as in shared/contracts/content-policy.ts.
  policy jsonb not null check (jsonb_typeof(policy) = 'object'),
  policy_sha256 text not null unique check (policy_sha256 ~ '^[0-9a-f]{64}$'),
  created_at timestamptz not null default now(),
  applied_at timestamptz
);

-- Of what was blocked at ingestion nothing is kept but how many, by rule. One row a run: a repeated run adds nothing.
create table if not exists app.policy_blocks (
  run_id uuid not null,
  source text not null,
  policy_version integer not null references app.content_policies (version),
  rule text not null check (rule <> ''),
  blocked bigint not null check (blocked >= 0),
  counted_at timestamptz not null default now(),
  primary key (run_id, source, policy_version, rule)
);
create index if not exists policy_blocks_policy_version_idx on app.policy_blocks (policy_version);

alter table app.content_policies enable row level security;
alter table app.policy_blocks enable row level security;
revoke all on app.content_policies, app.policy_blocks from public, anon, authenticated;
grant select on app.content_policies, app.policy_blocks to service_role;
