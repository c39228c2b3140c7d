-- Rows that were refused: where they stand, why, and what to look at. Rows of people are kept by place alone; the row
-- itself stays in the quarantine file of its dataset.
create table if not exists app.quarantine (
  run_id uuid not null,
  source text not null check (source <> ''),
  -- The dataset's schema: catalogue or events.
  dataset text not null check (dataset in ('catalogue', 'events')),
  -- File and row, or page and item, inside the source.
  place text not null check (place <> ''),
  field text not null,
  -- Stable, such as price_invalid.
  reason text not null check (reason ~ '^[a-z][a-z0-9_]*$'),
  record jsonb check (dataset = 'catalogue' or record is null),
  quarantined_at timestamptz not null default now(),
  primary key (run_id, dataset, place, field, reason)
);
create index if not exists quarantine_quarantined_at_idx on app.quarantine (quarantined_at desc);

alter table app.quarantine enable row level security;
revoke all on app.quarantine from public, anon, authenticated;
grant select on app.quarantine to service_role;
