import type { FixtureCatalogue, FixtureItem, FixtureTerm } from './fixture-item.ts';

export interface FixtureAnswer {
  status: number;
  body: unknown;
}

export interface FixtureAccount {
  apiId: string;
  affiliateId: string;
}

export const fixtureFloors: Record<string, { id: number; name: string }> = {
  videoa: { id: 43, name: 'Videos A' },
  videoc: { id: 44, name: 'Videos C' },
};

/** The body for wrong parameters, and for an exhausted quota. */
export function refuse(...parameters: string[]): FixtureAnswer {
  const errors = Object.fromEntries(parameters.map((name) => [name, 'Invalid Request Error']));
  return { status: 400, body: { result: { status: 400, message: 'BAD REQUEST', errors } } };
}

/** What the API says to one request. */
export function answerRequest(url: URL, catalogue: FixtureCatalogue, account: FixtureAccount): FixtureAnswer {
  const given = Object.fromEntries(url.searchParams);
  if (given.api_id !== account.apiId) return refuse('api_id');
  if (given.affiliate_id !== account.affiliateId) return refuse('affiliate_id');
  const answer = answers[url.pathname.split('/').at(-1)!];
  if (!answer) return { status: 404, body: { result: { status: 404, message: 'NOT FOUND' } } };
  const result = answer(given, catalogue);
  if ('status' in result && result.status === 400) return result as FixtureAnswer;
  const body = JSON.stringify({ request: { parameters: given }, result });
  return { status: 200, body: JSON.parse(body.replaceAll('af_id={id}', `af_id=${account.affiliateId}`)) };
}

type Given = Record<string, string>;
type Answering = (given: Given, catalogue: FixtureCatalogue) => Record<string, unknown> | FixtureAnswer;

const answers: Record<string, Answering> = {
  ItemList: listItems,
  FloorList: (_, catalogue) => ({
    site: [
      {
        name: 'Site',
        code: 'FANZA',
        service: [
          {
            name: 'Videos',
            code: 'digital',
            floor: Object.keys(catalogue.floors).map((code) => ({
              id: String(fixtureFloors[code]?.id ?? 99),
              name: fixtureFloors[code]?.name ?? code,
              code,
            })),
          },
        ],
      },
    ],
  }),
  GenreSearch: (given, { genres }) => search(given, { key: 'genre', terms: genres, most: 500 }),
  MakerSearch: (given, { makers }) => search(given, { key: 'maker', terms: makers, most: 500 }),
  SeriesSearch: (given, { series }) => search(given, { key: 'series', terms: series, most: 500 }),
  ActressSearch: (given, { performers }) => search(given, { key: 'actress', terms: performers, most: 100 }),
};

const wallPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/;

function listItems(given: Given, { floors }: FixtureCatalogue): Record<string, unknown> | FixtureAnswer {
  if (given.site !== 'FANZA' && given.site !== 'DMM.com') return refuse('site');
  if (given.service !== 'digital') return refuse('service');
  const all = floors[given.floor ?? ''];
  if (!all) return refuse('floor');
  const page = readPaging(given, 100);
  if (!page) return refuse('offset');
  for (const bound of ['gte_date', 'lte_date']) {
    if (given[bound] !== undefined && !wallPattern.test(given[bound])) return refuse(bound);
  }
  const [from, to] = [given.gte_date?.replace('T', ' '), given.lte_date?.replace('T', ' ')];
  const matching = all
    .filter(({ date }) => (from === undefined || date >= from) && (to === undefined || date <= to))
    .sort(given.sort === 'rank' ? byRank : byDate);
  const items = matching.slice(page.offset - 1, page.offset - 1 + page.hits).map(show);
  return {
    status: 200,
    result_count: items.length,
    total_count: matching.length,
    first_position: page.offset,
    items,
  };
}

function search(
  given: Given,
  { key, terms, most }: { key: string; terms: FixtureTerm[]; most: number },
): Record<string, unknown> | FixtureAnswer {
  if (key !== 'actress' && !Object.values(fixtureFloors).some(({ id }) => String(id) === given.floor_id)) {
    return refuse('floor_id');
  }
  const page = readPaging(given, most);
  if (!page) return refuse('offset');
  const chosen = terms.filter(({ ruby }) => given.initial === undefined || ruby?.startsWith(given.initial));
  const entries = chosen.slice(page.offset - 1, page.offset - 1 + page.hits).map(({ id, ...rest }) => ({
    [key === 'actress' ? 'id' : `${key}_id`]: String(id),
    ...rest,
  }));
  // Texts here, numbers in ItemList: so the API has it.
  return {
    status: '200',
    result_count: entries.length,
    total_count: String(chosen.length),
    first_position: page.offset,
    [key]: entries,
  };
}

function readPaging(given: Given, most: number): { hits: number; offset: number } | null {
  const hits = Number(given.hits ?? 20);
  const offset = Number(given.offset ?? 1);
  const right = Number.isInteger(hits) && hits >= 1 && hits <= most && offset >= 1 && offset <= 50_000;
  return right ? { hits, offset } : null;
}

function show({ content_id, date, fields }: FixtureItem): Record<string, unknown> {
  return { content_id, ...fields, date };
}

function byDate(a: FixtureItem, b: FixtureItem): number {
  return a.date === b.date ? order(a.content_id, b.content_id) : order(b.date, a.date);
}

function byRank(a: FixtureItem, b: FixtureItem): number {
  return a.rank - b.rank || order(a.content_id, b.content_id);
}

function order(a: string, b: string): number {
  return a < b ? -1 : 1;
}
