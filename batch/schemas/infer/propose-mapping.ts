import { catalogueColumnNames } from '../../../shared/catalogue/column-names.ts';
import type { Duck } from '../../io/duckdb/open-duckdb.ts';
import { sqlIdentifier } from '../../io/duckdb/sql-identifier.ts';
import type { RowFormat } from '../read/file-format.ts';
import { wordsOf } from './column-names.ts';
import { type ColumnProfile, listSeparators } from './profile-columns.ts';

/** As the import takes it with --mapping. */
export interface ProposedMapping extends Record<string, unknown> {
  kind: 'events' | 'catalogue';
  columns: Record<string, string>;
}

const eventNames: Record<string, readonly string[]> = {
  personKey: [
    'user_id',
    'user',
    'person_key',
    'person_id',
    'userid',
    'person',
    'uid',
    'member_id',
    'customer_id',
  ],
  externalId: [
    'item_id',
    'external_id',
    'content_id',
    'item',
    'video_id',
    'movie_id',
    'product_id',
    'itemid',
  ],
  rating: ['rating', 'score', 'stars', 'label'],
  kind: ['kind', 'decision', 'decision_type', 'action', 'event_type', 'event', 'type'],
  decidedAt: ['timestamp', 'decided_at', 'occurred_at', 'created_at', 'time', 'datetime', 'date'],
};

/** Ids stand under the same names in events and in catalogues. */
const catalogueNames = { ...catalogueColumnNames, externalId: eventNames.externalId! };

const likeWords = ['like', 'liked', 'swipe_like', 'grid_like', 'love', 'yes', '1', 'true'];
const nopeWords = [
  'nope',
  'swipe_nope',
  'grid_nope',
  'dislike',
  'disliked',
  'skip',
  'no',
  '0',
  '-1',
  'false',
];

/**
 * A mapping for the import, where columns have the names that people and items, or the facts of a catalogue, usually
 * have; null otherwise. To be read by a person before it is used.
 */
export async function proposeMapping(
  duck: Duck,
  table: string,
  { columns, format }: { columns: readonly ColumnProfile[]; format: RowFormat },
): Promise<ProposedMapping | null> {
  const reading = {
    format: format === 'tsv' ? 'csv' : format,
    ...(format === 'tsv' ? { delimiter: '\t' } : {}),
  };
  // The import reads JSON only by lines.
  if (format === 'json') return null;
  const events = match(columns, eventNames);
  if (events.personKey && events.externalId) {
    return { kind: 'events', ...reading, ...(await eventsMapping(duck, table, events)) };
  }
  const catalogue = match(columns, catalogueNames);
  if (!catalogue.externalId || !catalogue.title) return null;
  const separator = listSeparator([catalogue.tags, catalogue.performers]);
  return {
    kind: 'catalogue',
    ...reading,
    columns: names(catalogue),
    ...(separator === undefined ? {} : { listSeparator: separator }),
  };
}

type Matched = Record<string, ColumnProfile | undefined>;

function match(columns: readonly ColumnProfile[], known: Record<string, readonly string[]>): Matched {
  const byName = new Map(columns.map((column) => [wordsOf(column.name).join('_'), column]));
  return Object.fromEntries(
    Object.entries(known).map(([field, aliases]) => [
      field,
      aliases.map((alias) => byName.get(alias)).find((column) => column !== undefined),
    ]),
  );
}

function names(matched: Matched): Record<string, string> {
  const found = Object.entries(matched).flatMap(([field, column]) => (column ? [[field, column.name]] : []));
  return Object.fromEntries(found) as Record<string, string>;
}

async function eventsMapping(duck: Duck, table: string, matched: Matched) {
  const { rating, kind, decidedAt, ...rest } = matched;
  const useRating = rating !== undefined && isNumber(rating);
  const useKind = !useRating && kind !== undefined;
  return {
    columns: names({ ...rest, ...(useRating ? { rating } : useKind ? { kind } : {}), decidedAt }),
    ...(useRating
      ? ratingLimits(rating)
      : useKind
        ? await kindValues(duck, table, kind)
        : { allLikes: true }),
    ...(decidedAt ? { timeFormat: timeFormat(decidedAt) } : { noTimes: true }),
  };
}

function isNumber({ type, format }: ColumnProfile): boolean {
  return (
    /INT|FLOAT|DOUBLE|DECIMAL/.test(type) || format === 'integer-as-text' || format === 'decimal-as-text'
  );
}

/** Stars of five by the project's own limits, of ten twice that, 0 and 1 as they are. */
function ratingLimits({ range }: ColumnProfile): { likeMin: number; nopeMax: number } {
  const max = range?.of === 'values' ? Number(range.max) : 5;
  if (max <= 1) return { likeMin: 1, nopeMax: 0 };
  return max <= 5 ? { likeMin: 4, nopeMax: 2 } : { likeMin: 8, nopeMax: 4 };
}

function timeFormat({ type, format }: ColumnProfile): string {
  if (format === 'unix-milliseconds') return format;
  return /INT|FLOAT|DOUBLE|DECIMAL/.test(type) || format === 'integer-as-text' ? 'unix-seconds' : 'iso';
}

/** What the column says, sorted into likes, nopes and the rest; nothing where there are more values than kinds can be. */
async function kindValues(duck: Duck, table: string, kind: ColumnProfile): Promise<{ kindValues?: object }> {
  if (kind.distinct > 12 || kind.personal) return {};
  const value = sqlIdentifier(kind.name);
  const rows = await duck.rows(
    `select distinct trim(${value}::varchar) as value from ${table}
     where length(trim(${value}::varchar)) between 1 and 50 order by value limit 20`,
  );
  const values = rows.map((row) => String(row.value));
  const like = values.filter((one) => likeWords.includes(one.toLowerCase()));
  const nope = values.filter((one) => nopeWords.includes(one.toLowerCase()));
  if (like.length === 0) return {};
  const neutral = values.filter((one) => !like.includes(one) && !nope.includes(one));
  return { kindValues: { like, nope, neutral } };
}

function listSeparator(columns: (ColumnProfile | undefined)[]): string | undefined {
  const texts = columns.filter((column) => column?.type === 'VARCHAR' && column.format !== 'json-list');
  const share = (separator: string) =>
    Math.max(0, ...texts.map((column) => column?.separators[separator] ?? 0));
  const best = [...listSeparators].sort((a, b) => share(b) - share(a))[0]!;
  return share(best) > 0 ? best : undefined;
}
