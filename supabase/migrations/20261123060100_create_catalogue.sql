-- The catalogue: items and the names attached to them. Names are unique so that imports are idempotent.

create table if not exists app.makers (
  id bigint generated always as identity primary key,
  name text not null unique check (name <> '')
);
create table if not exists app.series (
  id bigint generated always as identity primary key,
  name text not null unique check (name <> '')
);
create table if not exists app.performers (
  id bigint generated always as identity primary key,
  name text not null unique check (name <> '')
);
create table if not exists app.tags (
  id bigint generated always as identity primary key,
  name text not null unique check (name <> '')
);

create table if not exists app.items (
  id bigint generated always as identity primary key,
  source text not null check (source <> ''),
  external_id text not null check (external_id <> ''),
  title text not null,
  maker_id bigint references app.makers (id),
  series_id bigint references app.series (id),
  released_at timestamptz,
  duration_minutes integer check (duration_minutes >= 0),
  price_yen integer check (price_yen >= 0),
  status app.item_status not null default 'active',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (source, external_id)
);
create index if not exists items_maker_id_idx on app.items (maker_id);
create index if not exists items_series_id_idx on app.items (series_id);
create index if not exists items_released_at_idx on app.items (released_at desc nulls last, id);

create table if not exists app.item_tags (
  item_id bigint not null references app.items (id) on delete cascade,
  tag_id bigint not null references app.tags (id),
  primary key (item_id, tag_id)
);
create index if not exists item_tags_tag_id_idx on app.item_tags (tag_id);

create table if not exists app.item_performers (
  item_id bigint not null references app.items (id) on delete cascade,
  performer_id bigint not null references app.performers (id),
  primary key (item_id, performer_id)
);
create index if not exists item_performers_performer_id_idx on app.item_performers (performer_id);

create table if not exists app.item_popularity (
  item_id bigint primary key references app.items (id) on delete cascade,
  decayed_likes real not null check (decayed_likes >= 0),
  refreshed_at timestamptz not null default now()
);
comment on table app.item_popularity is
  'Likes of an item, each weighted by half-life decay up to the newest like known at the refresh.';
create index if not exists item_popularity_decayed_likes_idx on app.item_popularity (decayed_likes desc, item_id);

-- Every item has a popularity from the start, so that a page by popularity can read one index and miss nothing.
create or replace function app.add_item_popularity()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  insert into app.item_popularity (item_id, decayed_likes) select id, 0 from added on conflict do nothing;
  return null;
end
$$;
revoke all on function app.add_item_popularity() from public, anon, authenticated;
create or replace trigger items_add_popularity
after insert on app.items
referencing new table as added
for each statement execute function app.add_item_popularity();

alter table app.makers enable row level security;
alter table app.series enable row level security;
alter table app.performers enable row level security;
alter table app.tags enable row level security;
alter table app.items enable row level security;
alter table app.item_tags enable row level security;
alter table app.item_performers enable row level security;
alter table app.item_popularity enable row level security;

revoke all on app.makers, app.series, app.performers, app.tags, app.items, app.item_tags, app.item_performers,
app.item_popularity from public, anon, authenticated;
grant select on app.makers, app.series, app.performers, app.tags, app.items, app.item_tags, app.item_performers,
app.item_popularity to service_role;
