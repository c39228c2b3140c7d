-- What a search reads: one normalised text an item, of its titles and of every name that is attached to it.
create extension if not exists pg_trgm with schema extensions;

-- One spelling for full-width and half-width forms (NFKC), letter case, hiragana and katakana, and white space.
create or replace function app.search_text(p_text text)
returns text
language sql
immutable
set search_path = ''
as $$
  select btrim(regexp_replace(
    translate(
      -- The collation of the database may know ASCII only.
      lower(normalize(p_text, nfkc) collate pg_catalog.pg_c_utf8),
      'ぁあぃいぅうぇえぉおかがきぎくぐけげこごさざしじすずせぜそぞただちぢっつづてでとどなにぬねのはばぱひびぴふぶぷへべぺほぼぽまみむめもゃやゅゆょよらりるれろゎわゐゑをんゔゕゖゝゞ',
      'ァアィイゥウェエォオカガキギクグケゲコゴサザシジスズセゼソゾタダチヂッツヅテデトドナニヌネノハバパヒビピフブプヘベペホボポマミムメモャヤュユョヨラリルレロヮワヰヱヲンヴヵヶヽヾ'
    ),
    '\s+', ' ', 'g'
  ));
$$;
revoke all on function app.search_text(text) from public, anon, authenticated;
grant execute on function app.search_text(text) to service_role;

create table if not exists app.item_search (
  item_id bigint primary key references app.items (id) on delete cascade,
  text text not null
);
comment on table app.item_search is
  'app.search_text of titles (also those of further sources), maker, series, performers and shown tags; kept by triggers.';
create index if not exists item_search_text_idx on app.item_search using gin (text extensions.gin_trgm_ops);
alter table app.item_search enable row level security;
revoke all on app.item_search from public, anon, authenticated;
grant select on app.item_search to service_role;

-- Writes the texts of these items that are not what they should be.
create or replace function app.refresh_item_search(p_items bigint[])
returns void
language sql
set search_path = ''
as $$
  with wanted as (
    select distinct id from unnest(p_items) as id
  ),
  parts as (
    select i.id, i.title as part, 1 as place
    from wanted as w inner join app.items as i on i.id = w.id
    union
    select s.item_id, s.record ->> 'title', 2
    from wanted as w inner join app.item_sources as s on s.item_id = w.id
    union
    select i.id, m.name, 3
    from wanted as w inner join app.items as i on i.id = w.id inner join app.makers as m on m.id = i.maker_id
    union
    select i.id, s.name, 4
    from wanted as w inner join app.items as i on i.id = w.id inner join app.series as s on s.id = i.series_id
    union
    select ip.item_id, f.name, 5
    from wanted as w
    inner join app.item_performers as ip on ip.item_id = w.id
    inner join app.performers as f on f.id = ip.performer_id
    union
    select it.item_id, t.name, 6
    from wanted as w
    inner join app.item_tags as it on it.item_id = w.id
    inner join app.tags as t on t.id = it.tag_id
    left join app.tag_groups as g on g.id = t.group_id
    where coalesce(g.show, true)
  ),
  texts as (
    select p.id, app.search_text(string_agg(p.part, ' ' order by p.place, p.part)) as text from parts as p group by p.id
  )
  insert into app.item_search as s (item_id, text)
  select t.id, coalesce(t.text, '') from texts as t
  where not exists (select from app.item_search as o where o.item_id = t.id and o.text = coalesce(t.text, ''))
  on conflict (item_id) do update set text = excluded.text;
$$;
revoke all on function app.refresh_item_search(bigint[]) from public, anon, authenticated;

-- After rows of items (id) or of what hangs on them (item_id) came or went.
create or replace function app.refresh_search_of_rows()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if tg_table_name = 'items' then
    perform app.refresh_item_search(array(select c.id from changed as c));
  else
    perform app.refresh_item_search(array(select c.item_id from changed as c));
  end if;
  return null;
end
$$;
revoke all on function app.refresh_search_of_rows() from public, anon, authenticated;

-- After rows changed: only those of which the text is made. Transition tables rule out a list of columns.
create or replace function app.refresh_search_of_changes()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  case tg_table_name
    when 'items' then
      perform app.refresh_item_search(array(
        select n.id from changed as n inner join before as o on o.id = n.id
        where (n.title, n.maker_id, n.series_id) is distinct from (o.title, o.maker_id, o.series_id)
      ));
    when 'item_sources' then
      perform app.refresh_item_search(array(
        select unnest(array[n.item_id, o.item_id])
        from changed as n inner join before as o on o.source = n.source and o.external_id = n.external_id
        where (n.item_id, n.record ->> 'title') is distinct from (o.item_id, o.record ->> 'title')
      ));
    when 'makers' then
      perform app.refresh_item_search(array(
        select i.id from changed as n inner join app.items as i on i.maker_id = n.id
      ));
    when 'series' then
      perform app.refresh_item_search(array(
        select i.id from changed as n inner join app.items as i on i.series_id = n.id
      ));
    when 'performers' then
      perform app.refresh_item_search(array(
        select p.item_id from changed as n inner join app.item_performers as p on p.performer_id = n.id
      ));
    when 'tags' then
      perform app.refresh_item_search(array(
        select t.item_id from changed as n inner join app.item_tags as t on t.tag_id = n.id
      ));
    when 'tag_groups' then
      perform app.refresh_item_search(array(
        select it.item_id
        from changed as n
        inner join app.tags as t on t.group_id = n.id
        inner join app.item_tags as it on it.tag_id = t.id
      ));
    else
      -- item_tags and item_performers: both ends of a link that was moved.
      perform app.refresh_item_search(array(
        select n.item_id from changed as n union select o.item_id from before as o
      ));
  end case;
  return null;
end
$$;
revoke all on function app.refresh_search_of_changes() from public, anon, authenticated;

create or replace trigger items_search_after_insert
after insert on app.items
referencing new table as changed
for each statement execute function app.refresh_search_of_rows();
create or replace trigger item_tags_search_after_insert
after insert on app.item_tags
referencing new table as changed
for each statement execute function app.refresh_search_of_rows();
create or replace trigger item_performers_search_after_insert
after insert on app.item_performers
referencing new table as changed
for each statement execute function app.refresh_search_of_rows();
create or replace trigger item_sources_search_after_insert
after insert on app.item_sources
referencing new table as changed
for each statement execute function app.refresh_search_of_rows();
create or replace trigger item_tags_search_after_delete
after delete on app.item_tags
referencing old table as changed
for each statement execute function app.refresh_search_of_rows();
create or replace trigger item_performers_search_after_delete
after delete on app.item_performers
referencing old table as changed
for each statement execute function app.refresh_search_of_rows();
create or replace trigger item_sources_search_after_delete
after delete on app.item_sources
referencing old table as changed
for each statement execute function app.refresh_search_of_rows();
create or replace trigger items_search_after_update
after update on app.items
referencing old table as before new table as changed
for each statement execute function app.refresh_search_of_changes();
create or replace trigger item_tags_search_after_update
after update on app.item_tags
referencing old table as before new table as changed
for each statement execute function app.refresh_search_of_changes();
create or replace trigger item_performers_search_after_update
after update on app.item_performers
referencing old table as before new table as changed
for each statement execute function app.refresh_search_of_changes();
create or replace trigger item_sources_search_after_update
after update on app.item_sources
referencing old table as before new table as changed
for each statement execute function app.refresh_search_of_changes();
create or replace trigger makers_search_after_update
after update on app.makers
referencing old table as before new table as changed
for each statement execute function app.refresh_search_of_changes();
create or replace trigger series_search_after_update
after update on app.series
referencing old table as before new table as changed
for each statement execute function app.refresh_search_of_changes();
create or replace trigger performers_search_after_update
after update on app.performers
referencing old table as before new table as changed
for each statement execute function app.refresh_search_of_changes();
create or replace trigger tags_search_after_update
after update on app.tags
referencing old table as before new table as changed
for each statement execute function app.refresh_search_of_changes();
create or replace trigger tag_groups_search_after_update
after update on app.tag_groups
referencing old table as before new table as changed
for each statement execute function app.refresh_search_of_changes();

select app.refresh_item_search(array(select id from app.items));
