/** What became of an impression is looked for so long after it. */
export const outcomeHours = 24;

/**
 * A relation of what people who consent to training were shown, with what came of it: person_key, request_id, position,
 * item_id, model_version, source, score, propensity, shown_at, outcome. The outcome is the latest decision of the person
 * on the item that arrived within 24 hours of the impression and names its page; one that names no page belongs to the
 * latest page that held the item before it arrived. Null where there is none. Impressions younger than that are left out.
 */
export const loggedImpressionsSql = `(
  select m.person_id::text as person_key, m.request_id::text as request_id, m.position, m.item_id, m.model_version,
    m.source::text as source, m.score, m.propensity, m.shown_at, o.kind::text as outcome
  from app.impressions as m
  inner join app.profiles as p on p.person_id = m.person_id and p.training_consent_at is not null
  left join lateral (
    select e.kind from app.events as e
    where e.person_id = m.person_id and e.item_id = m.item_id
      and e.received_at >= m.shown_at and e.received_at < m.shown_at + interval '${outcomeHours} hours'
      and (e.request_id = m.request_id or e.request_id is null and not exists (
        select from app.impressions as l
        where l.person_id = m.person_id and l.item_id = m.item_id
          and l.shown_at > m.shown_at and l.shown_at <= e.received_at
      ))
    order by e.occurred_at desc, e.kind desc
    limit 1
  ) as o on true
  where m.shown_at < now() - interval '${outcomeHours} hours'
)`;
