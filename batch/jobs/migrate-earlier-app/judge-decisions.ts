import type { Duck } from '../../io/duckdb/open-duckdb.ts';
import { sqlText } from '../../io/duckdb/sql-text.ts';
import { earlierDecisions } from './earlier-tables.ts';
import { earlierView } from './open-tables.ts';

export interface JudgeDecisionsOptions {
  /** Items that are not in the export are looked for in the catalogue under this source; null: under any. */
  source: string | null;
  /** Whether the export says which people there are. */
  hasPeople: boolean;
}

const list = (values: readonly string[]) => values.map(sqlText).join(', ');
const latestTime = '2100-01-01';

/** Seconds or milliseconds since 1970, or a date and time; without a zone it is UTC. */
const decidedAtSql = `
  case
    when regexp_full_match("decidedAt", '\\d{10}') then make_timestamp(try_cast("decidedAt" as bigint) * 1000000)
    when regexp_full_match("decidedAt", '\\d{13}') then make_timestamp(try_cast("decidedAt" as bigint) * 1000)
    when regexp_matches("decidedAt", '^\\d{4}-\\d{2}-\\d{2}') then timezone('UTC', try_cast("decidedAt" as timestamptz))
  end`;

/**
 * Judges each row of decisions. Makes the temporary tables fates_people and fates_decisions (file, row_number, person,
 * ref, source, external_id, is_like, decided_at, match, reason, fate): of the decisions of a person on an item the latest
 * is carried over, at one and the same time a nope before a like, then the later row.
 */
export async function judgeDecisions(duck: Duck, options: JudgeDecisionsOptions): Promise<void> {
  await judgePeople(duck);
  await findKnownRefs(duck, options.source);
  await duck.run(`
    create or replace temp table read_decisions as
    select d.file, d.row_number, d.person, d.item as ref, d.decision, d."decidedAt" as said_at,
      lower(d.decision) in (${list(earlierDecisions.like)}) as is_like,
      lower(d.decision) in (${list([...earlierDecisions.like, ...earlierDecisions.nope])}) as is_decision,
      ${decidedAtSql} as decided_at
    from ${earlierView('decisions')} as d`);
  await duck.run(`
    create or replace temp table fates_decisions as
    with found as (
      select d.*, coalesce(r.item, f.item) as item,
        coalesce(t.source, k.source, g.source) as source,
        coalesce(t.external_id, k.external_id, g.external_id) as external_id,
        case
          when r.item is not null then 'exact'
          when f.item is not null then 'case_insensitive'
          when k.ref is not null then 'exact'
          when g.ref is not null then 'case_insensitive'
        end as match
      from read_decisions as d
      left join refs as r on r.ref = d.ref
      left join folded_refs as f on f.ref = lower(d.ref) and r.item is null
      left join item_targets as t on t.item = coalesce(r.item, f.item)
      left join known_refs as k on k.ref = d.ref and r.item is null and f.item is null
      left join folded_known_refs as g
        on g.ref = lower(d.ref) and r.item is null and f.item is null and k.ref is null
    ),
    judged as (
      select file, row_number, person, ref, source, external_id, is_like, decided_at, match, decision,
        case
          when person is null then 'person_missing'
          when length(person) > 200 then 'person_too_long'
          when ref is null then 'item_missing'
          when decision is null then 'decision_missing'
          when not is_decision then 'decision_unknown'
          when said_at is null then 'date_missing'
          when decided_at is null or not isfinite(decided_at) or decided_at < timestamp '1970-01-02'
            or decided_at >= timestamp '${latestTime}' then 'date_invalid'
          ${options.hasPeople ? "when person not in (select person from known_people) then 'person_unknown'" : ''}
          when match is null then 'item_unknown'
          when external_id is null then 'item_refused'
        end as reason
      from found
    )
    select *, case
        when reason is not null then 'quarantined'
        when row_number() over (
          partition by reason is null, person, source, external_id
          order by decided_at desc, is_like, file desc, row_number desc
        ) = 1 then 'carried'
        else 'duplicate'
      end as fate
    from judged`);
  await duck.run('drop table read_decisions');
}

async function judgePeople(duck: Duck): Promise<void> {
  await duck.run(`
    create or replace temp table fates_people as
    select file, row_number, case when person is null then 'person_missing' end as reason,
      case
        when person is null then 'quarantined'
        when row_number() over (partition by person order by file, row_number) = 1 then 'carried'
        else 'duplicate'
      end as fate
    from ${earlierView('people')};
    create or replace temp table known_people as
    select distinct person from ${earlierView('people')} where person is not null`);
}

/** Items of the catalogue by their ids; an id that several sources have means none of them. */
async function findKnownRefs(duck: Duck, source: string | null): Promise<void> {
  const known = source === null ? 'known_items' : `(from known_items where source = ${sqlText(source)})`;
  const refs = (key: string) => `
    select ${key} as ref, any_value(source) as source, any_value(external_id) as external_id
    from ${known} group by 1 having count(*) = 1`;
  await duck.run(`
    create or replace temp table known_refs as ${refs('external_id')};
    create or replace temp table folded_known_refs as ${refs('lower(external_id)')}`);
}
