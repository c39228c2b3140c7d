import { sqlIdentifier } from '../../io/duckdb/sql-identifier.ts';
import { sqlText } from '../../io/duckdb/sql-text.ts';
import type { EventReading, TimeFormat } from './event-columns.ts';

/** What String.prototype.trim takes away, so that ids of events and of catalogues are trimmed alike. */
const spaces = [
  9, 10, 11, 12, 13, 32, 0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006, 0x2007, 0x2008,
  0x2009, 0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0xfeff,
];
const spacesSql = sqlText(String.fromCodePoint(...spaces));
const decimal = sqlText(String.raw`[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?`);
/** 9999-12-31T23:59:59.999999Z. */
const lastMicrosecond = '253402300799999999';

const trimmed = (column: string) => `nullif(trim(${sqlIdentifier(column)}, ${spacesSql}), '')`;
const number = (text: string, type: string) =>
  `case when regexp_full_match(${text}, ${decimal}) then try_cast(${text} as ${type}) end`;

/**
 * One processed event a raw row, of which none is left out: what cannot be typed is null, and the first problem says
 * why. `rawSql` is a query with row_number and the raw columns.
 */
export function eventSql(
  rawSql: string,
  { source, file, reading }: { source: string; file: string; reading: EventReading },
): string {
  const { opinion, time } = reading;
  const opinionText = opinion === 'all-likes' ? 'null::varchar' : trimmed(opinion.column);
  const timeText = time === null ? 'null::varchar' : trimmed(time.column);
  return `
    select ${sqlText(source)} as source, ${sqlText(file)} as file, row_number, person_key, external_id, kind,
      case when problem is null then make_timestamp(decided_us) end as decided_at,
      problem.field as problem_field, problem.reason as problem_reason
    from (
      select *, case
          ${idProblems('person_key')}
          ${idProblems('external_id')}
          ${opinionProblems(opinion)}
          ${timeProblems(time)}
        end as problem
      from (
        select *, ${kindSql(opinion)} as kind from (
          select row_number, person_key, external_id, opinion_text, time_text,
            ${ratingSql(opinion)} as rating, ${microsecondsSql(time)} as decided_us
          from (
            select row_number, ${trimmed(reading.personKey)} as person_key,
              ${trimmed(reading.externalId)} as external_id, ${opinionText} as opinion_text, ${timeText} as time_text
            from (${rawSql})
          )
        )
      )
    )`;
}

const problem = (field: string, reason: string) =>
  `{ 'field': ${sqlText(field)}, 'reason': ${sqlText(reason)} }`;

/** Ids have 1 to 200 characters, counted as JavaScript counts them, and no control characters. */
function idProblems(column: string): string {
  const astral = String.raw`[\x{10000}-\x{10FFFF}]`;
  const units = `length(${column}) + length(regexp_replace(${column}, '[^' || ${sqlText(astral.slice(1))}, '', 'g'))`;
  return `
    when ${column} is null then ${problem(column, 'id_missing')}
    when strlen(${column}) > 200 and ${units} > 200 then ${problem(column, 'id_too_long')}
    when regexp_matches(${column}, '\\p{Cc}') then ${problem(column, 'id_invalid')}`;
}

function ratingSql(opinion: EventReading['opinion']): string {
  return opinion === 'all-likes' || 'words' in opinion ? 'null::double' : number('opinion_text', 'double');
}

function kindSql(opinion: EventReading['opinion']): string {
  if (opinion === 'all-likes') return "'like'";
  if (!('words' in opinion)) {
    const { likeMin, nopeMax } = opinion;
    return `case when not isfinite(rating) then null when rating >= ${likeMin}::double then 'like'
      when rating <= ${nopeMax}::double then 'nope' when rating is not null then 'neutral' end`;
  }
  const cases = (['like', 'nope', 'neutral'] as const).flatMap((kind) => {
    const words = opinion.words[kind].map((word) => sqlText(word)).join(', ');
    return words === '' ? [] : [`when opinion_text in (${words}) then '${kind}'`];
  });
  return `case ${cases.join(' ')} end`;
}

function opinionProblems(opinion: EventReading['opinion']): string {
  if (opinion === 'all-likes') return '';
  const [field, reason] = 'words' in opinion ? ['kind', 'kind_unknown'] : ['rating', 'rating_invalid'];
  return `
    when opinion_text is null then ${problem(field, `${field}_missing`)}
    when kind is null then ${problem(field, reason)}`;
}

/** Times lie in the years 1970 to 9999. */
function timeProblems(time: EventReading['time']): string {
  if (time === null) return '';
  return `
    when time_text is null then ${problem('decided_at', 'time_missing')}
    when decided_us is null and ${isOutOfRange(time.format)} then ${problem('decided_at', 'time_out_of_range')}
    when decided_us is null then ${problem('decided_at', 'time_invalid')}
    when decided_us not between 0 and ${lastMicrosecond} then ${problem('decided_at', 'time_out_of_range')}`;
}

/** A number that fits no microseconds is still a number. */
function isOutOfRange(format: TimeFormat): string {
  return format === 'iso' ? 'false' : `regexp_full_match(time_text, ${decimal})`;
}

function microsecondsSql(time: EventReading['time']): string {
  // One second after the other from 1970 on, in the order of the file.
  if (time === null) return 'row_number * 1000000';
  if (time.format === 'iso') return isoMicrosecondsSql(time.zone);
  // Decimals keep microseconds exactly where doubles do not, and are 64 bits wide up to here.
  const [type, factor] =
    time.format === 'unix-seconds' ? ['decimal(18, 6)', 1_000_000] : ['decimal(18, 3)', 1000];
  return `(${number('time_text', type)})::decimal(38, 6) * ${factor}`.replace(
    /^(.*)$/,
    'try_cast($1 as bigint)',
  );
}

const localTime = String.raw`(\d{4}-\d{2}-\d{2})(?:[T ]((?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?))?`;
const zoneOffset = String.raw` ?(Z|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?)?`;

/** ISO 8601 with or without a time and a zone. */
function isoMicrosecondsSql(zone: string): string {
  const part = (group: number) =>
    `regexp_extract(time_text, ${sqlText(`^${localTime}${zoneOffset}$`)}, ${group})`;
  // Seconds are optional for people, not for a cast; digits beyond microseconds are cut off by it.
  const clock = `case length(${part(2)}) when 0 then '00:00:00' when 5 then ${part(2)} || ':00' else ${part(2)} end`;
  const local = `try_cast(${part(1)} || ' ' || ${clock} as timestamp)`;
  const digits = `replace(${part(3)}[2:], ':', '')`;
  const minutes = `(${digits}[1:2]::integer * 60 + coalesce(nullif(${digits}[3:4], ''), '0')::integer)`;
  const inZone = zone === 'UTC' ? local : `timezone('UTC', timezone(${sqlText(zone)}, ${local}))`;
  return `case
    when not regexp_full_match(time_text, ${sqlText(localTime + zoneOffset)}) then null
    when ${part(3)} = '' then epoch_us(${inZone})
    when ${part(3)} = 'Z' then epoch_us(${local})
    else epoch_us(${local}) - (case when ${part(3)}[1] = '-' then -1 else 1 end) * ${minutes} * 60000000::bigint
  end`;
}
