-- What sources say about an item beyond the first release, who said it, and why an item is hidden.
-- squawk-ignore-file adding-foreign-key-constraint, require-concurrent-index-creation, adding-field-with-default
-- A catalogue of some hundred thousand rows is rewritten in seconds; in steps it would take several releases.

-- Where items come from. Of two sources that describe one item, the lower priority number wins field by field.
create table if not exists app.sources (
  name text primary key check (name <> ''),
  priority integer not null default 100,
  -- Shown with every response that holds data of the source, where its terms ask for it.
  credit_text text check (credit_text <> ''),
  credit_url text check (credit_url <> ''),
  check ((credit_text is null) = (credit_url is null))
);
insert into app.sources (name, priority, credit_text, credit_url)
values ('dmm', 10, 'Powered by FANZA Webサービス', 'https://affiliate.dmm.com/api/')
on conflict (name) do nothing;
insert into app.sources (name) select distinct source from app.items on conflict (name) do nothing;

create table if not exists app.labels (
  id bigint generated always as identity primary key,
  name text not null unique check (name <> '')
);

create table if not exists app.tag_groups (
  id bigint generated always as identity primary key,
  name text not null unique check (name <> ''),
  use_for_training boolean not null default true,
  show boolean not null default true
);
comment on table app.tag_groups is 'Tags without a group are trained on and shown.';
alter table app.tags add column if not exists group_id bigint references app.tag_groups (id) on delete set null;
create index if not exists tags_group_id_idx on app.tags (group_id);

alter table app.items
  add column if not exists label_id bigint references app.labels (id),
  add column if not exists list_price_yen integer check (list_price_yen >= 0),
  add column if not exists page_url text,
  add column if not exists affiliate_url text,
  add column if not exists image_urls jsonb not null default '{}' check (jsonb_typeof(image_urls) = 'object'),
  add column if not exists sample_image_urls text[] not null default '{}',
  add column if not exists sample_video_url text,
  add column if not exists review_count integer check (review_count >= 0),
  add column if not exists review_average real check (review_average between 0 and 5),
  add column if not exists product_code text,
  add column if not exists jan_code text check (jan_code ~ '^\d{8}(\d{5})?$'),
  add column if not exists hidden_reasons app.hidden_reason[] not null default '{}',
  -- Derived flags: nobody can forget to refresh them.
  add column if not exists is_discounted boolean generated always as (
    coalesce(price_yen < list_price_yen, false)
  ) stored,
  add column if not exists has_sample_video boolean generated always as (sample_video_url is not null) stored,
  add column if not exists has_sample_images boolean generated always as (
    coalesce(array_length(sample_image_urls, 1), 0) > 0
  ) stored;
create index if not exists items_label_id_idx on app.items (label_id);
create index if not exists items_jan_code_idx on app.items (jan_code) where jan_code is not null;

update app.items set hidden_reasons = '{operator}' where status = 'hidden' and hidden_reasons = '{}';

-- status follows hidden_reasons. Who sets status alone speaks as the operator; other reasons stay until they end.
create or replace function app.keep_item_status()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    if new.status = 'hidden' and new.hidden_reasons = '{}' then
      new.hidden_reasons := '{operator}';
    end if;
  elsif new.status is distinct from old.status and new.hidden_reasons = old.hidden_reasons then
    new.hidden_reasons := case new.status
      when 'hidden' then array_append(array_remove(old.hidden_reasons, 'operator'), 'operator')
      else array_remove(old.hidden_reasons, 'operator')
    end;
  end if;
  new.hidden_reasons := array(select distinct r from unnest(new.hidden_reasons) as r order by r);
  new.status := case when new.hidden_reasons = '{}' then 'active' else 'hidden' end;
  return new;
end
$$;
revoke all on function app.keep_item_status() from public, anon, authenticated;
create or replace trigger items_keep_status
before insert or update of status, hidden_reasons on app.items
for each row execute function app.keep_item_status();

-- Provenance: one row a source and id, with what that source said last. Several may describe one item.
create table if not exists app.item_sources (
  source text not null references app.sources (name),
  external_id text not null check (external_id <> ''),
  item_id bigint not null references app.items (id) on delete cascade,
  -- A catalogue record, as in shared/contracts/catalogue-record.ts.
  record jsonb not null check (jsonb_typeof(record) = 'object'),
  record_sha256 text not null check (record_sha256 ~ '^[0-9a-f]{64}$'),
  first_seen_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  -- Maker and product code in one spelling, as shared/catalogue/item-match-keys.ts makes it.
  maker_product text,
  -- Full syncs in a row that did not find it, and when the last of them was counted.
  missed_syncs integer not null default 0 check (missed_syncs >= 0),
  missed_at timestamptz,
  primary key (source, external_id)
);
create index if not exists item_sources_item_id_idx on app.item_sources (item_id);
create index if not exists item_sources_jan_code_idx on app.item_sources ((record ->> 'janCode'))
where record ->> 'janCode' is not null;
create index if not exists item_sources_maker_product_idx on app.item_sources (maker_product)
where maker_product is not null;

-- Items of the first release keep their identity; the hash is of no record, so that the next import looks at them.
insert into app.item_sources (source, external_id, item_id, record, record_sha256, first_seen_at, last_seen_at)
select source, external_id, id, '{}', repeat('0', 64), created_at, updated_at from app.items
on conflict do nothing;

-- Names and ids as a source lists them: floors, genres, makers, series, performers.
create table if not exists app.source_terms (
  source text not null references app.sources (name),
  kind app.term_kind not null,
  external_id text not null check (external_id <> ''),
  name text not null check (name <> ''),
  reading text,
  seen_at timestamptz not null default now(),
  primary key (source, kind, external_id)
);

-- A source's ranking is staged entry by entry, verified, and becomes current in one statement.
create table if not exists app.rankings (
  id bigint generated always as identity primary key,
  source text not null references app.sources (name),
  floor text not null check (floor <> ''),
  state app.ranking_state not null default 'staged',
  captured_at timestamptz not null default now()
);
create index if not exists rankings_source_idx on app.rankings (source, floor, captured_at desc);
create unique index if not exists rankings_current_idx on app.rankings (source, floor) where state = 'current';
create unique index if not exists rankings_previous_idx on app.rankings (source, floor) where state = 'previous';
create table if not exists app.ranking_entries (
  ranking_id bigint not null references app.rankings (id) on delete cascade,
  position integer not null check (position >= 1),
  external_id text not null check (external_id <> ''),
  primary key (ranking_id, position),
  unique (ranking_id, external_id)
);

-- How far a floor of a source is synced. sync_number counts finished full syncs.
create table if not exists app.sync_watermarks (
  source text not null references app.sources (name),
  floor text not null check (floor <> ''),
  released_until timestamptz not null,
  sync_number integer not null default 0 check (sync_number >= 0),
  synced_at timestamptz not null default now(),
  primary key (source, floor)
);

-- The unique indexes on (source, floor) allow one current and one previous: the old previous has to go first.
create or replace function app.make_ranking_current(p_ranking bigint)
returns void
language plpgsql
set search_path = ''
as $$
declare
  v_source text;
  v_floor text;
  v_entries bigint;
  v_last integer;
begin
  select source, floor into v_source, v_floor from app.rankings where id = p_ranking and state = 'staged' for update;
  if v_source is null then
    raise exception 'NOT_FOUND: no staged ranking %', p_ranking using errcode = 'P0002';
  end if;
  select count(*), max(position) into v_entries, v_last from app.ranking_entries where ranking_id = p_ranking;
  if v_entries = 0 or v_entries <> v_last then
    raise exception 'SOURCE_INCOMPLETE: ranking % has % entries up to position %', p_ranking, v_entries, v_last
      using errcode = 'P0001';
  end if;
  delete from app.rankings where source = v_source and floor = v_floor and state = 'previous';
  update app.rankings set state = 'previous' where source = v_source and floor = v_floor and state = 'current';
  update app.rankings set state = 'current' where id = p_ranking;
end
$$;
revoke all on function app.make_ranking_current(bigint) from public, anon, authenticated;

alter table app.sources enable row level security;
alter table app.labels enable row level security;
alter table app.tag_groups enable row level security;
alter table app.item_sources enable row level security;
alter table app.source_terms enable row level security;
alter table app.rankings enable row level security;
alter table app.ranking_entries enable row level security;
alter table app.sync_watermarks enable row level security;

revoke all on app.sources, app.labels, app.tag_groups, app.item_sources, app.source_terms, app.rankings,
app.ranking_entries, app.sync_watermarks from public, anon, authenticated;
grant select on app.sources, app.labels, app.tag_groups, app.item_sources, app.source_terms, app.rankings,
app.ranking_entries, app.sync_watermarks to service_role;
