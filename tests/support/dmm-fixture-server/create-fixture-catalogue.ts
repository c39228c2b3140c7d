import { createRandom, type Random } from '../../../batch/random/create-random.ts';
import type { FixtureCatalogue, FixtureItem, FixtureTerm } from './fixture-item.ts';

export interface FixtureCatalogueOptions {
  seed: number;
  /** Items by floor code. */
  items: Record<string, number>;
  /** Of the items of each further floor, how many are items of the first as well. */
  shared?: number;
  /** First and last day of release. */
  from?: string;
  to?: string;
}

/** A seeded catalogue with invented, plain names. Fields that the API may leave out are missing at random. */
export function createFixtureCatalogue(options: FixtureCatalogueOptions): FixtureCatalogue {
  const { seed, items, shared = 0, from = '2026-01-01', to = '2026-10-31' } = options;
  const terms = {
    genres: createTerms('Genre', 30),
    makers: createTerms('Maker', 12),
    series: createTerms('Series', 20),
    performers: createTerms('Performer', 120),
  };
  const floors: Record<string, FixtureItem[]> = {};
  const [first] = Object.keys(items);
  for (const [index, [floor, count]] of Object.entries(items).entries()) {
    const random = createRandom(seed, index);
    const taken = floor === first ? [] : (floors[first!] ?? []).slice(0, shared);
    floors[floor] = [
      ...taken,
      ...Array.from({ length: count - taken.length }, (_, number) =>
        createFixtureItem(`${floor}${String(number + 1).padStart(5, '0')}`, {
          random,
          terms,
          date: drawDate(random, from, to),
        }),
      ),
    ];
  }
  return { floors, ...terms };
}

export function createFixtureItem(
  contentId: string,
  { random, terms, date }: { random: Random; terms: Omit<FixtureCatalogue, 'floors'>; date: string },
): FixtureItem {
  const maybe = <T>(share: number, value: () => T): T | undefined => (random() < share ? value() : undefined);
  const some = (from: FixtureTerm[], most: number) =>
    Array.from({ length: Math.floor(random() * (most + 1)) }, () => pick(random, from));
  const listPrice = 300 + 10 * Math.floor(random() * 300);
  const site = 'https://www.example.com';
  const pictures = `https://pics.example.com/${contentId}/${contentId}`;
  const fields = {
    product_id: contentId,
    title: `Title of ${contentId}`,
    volume: maybe(0.9, () => drawVolume(random)),
    review: maybe(0.6, () => ({ count: Math.floor(random() * 50), average: (1 + random() * 4).toFixed(2) })),
    URL: `${site}/item/${contentId}/`,
    affiliateURL: `https://al.example.com/?lurl=${encodeURIComponent(`${site}/item/${contentId}/`)}&af_id={id}&ch=api`,
    imageURL: maybe(0.95, () => ({
      list: `${pictures}pt.jpg`,
      small: `${pictures}ps.jpg`,
      large: `${pictures}pl.jpg`,
    })),
    sampleImageURL: maybe(0.7, () => ({
      sample_s: { image: [`${pictures}-1.jpg`, `${pictures}-2.jpg`] },
      ...maybe(0.5, () => ({ sample_l: { image: [`${pictures}jp-1.jpg`, `${pictures}jp-2.jpg`] } })),
    })),
    sampleMovieURL: maybe(0.5, () => ({
      size_476_306: `${site}/sample/${contentId}/476`,
      size_720_480: `${site}/sample/${contentId}/720`,
      pc_flag: 1,
      sp_flag: 1,
    })),
    prices: maybe(0.95, () => ({
      price: random() < 0.5 ? `${listPrice - 90}~` : String(listPrice),
      list_price: String(listPrice),
      deliveries: { delivery: [{ type: 'stream', price: String(listPrice - 90) }] },
    })),
    iteminfo: maybe(0.98, () => ({
      genre: some(terms.genres, 6),
      ...maybe(0.4, () => ({ series: [pick(random, terms.series)] })),
      ...maybe(0.95, () => ({ maker: [pick(random, terms.makers)] })),
      ...maybe(0.8, () => ({ actress: some(terms.performers, 3) })),
      ...maybe(0.3, () => ({ label: [{ id: 7, name: 'Label 7' }] })),
    })),
    campaign: maybe(0.1, () => [{ date_begin: '2026-01-01 10:00:00', title: '30% off' }]),
    maker_product: maybe(0.3, () => contentId.toUpperCase()),
  };
  return { content_id: contentId, date, rank: random(), fields: withoutUndefined(fields) };
}

function createTerms(word: string, count: number): FixtureTerm[] {
  return Array.from({ length: count }, (_, index) => ({
    id: 1000 + index,
    name: `${word} ${index + 1}`,
    ...(index % 3 > 0 && { ruby: `よみ${index + 1}` }),
  }));
}

/** To the second, with many items at the same ten o'clock, as releases are. */
function drawDate(random: Random, from: string, to: string): string {
  const first = Date.parse(`${from}T00:00:00Z`);
  const days = (Date.parse(`${to}T00:00:00Z`) - first) / 86_400_000 + 1;
  const day = new Date(first + Math.floor(random() * days) * 86_400_000).toISOString().slice(0, 10);
  const two = (below: number) => String(Math.floor(random() * below)).padStart(2, '0');
  return random() < 0.5 ? `${day} 10:00:00` : `${day} ${two(24)}:${two(60)}:${two(60)}`;
}

function drawVolume(random: Random): string {
  const minutes = 20 + Math.floor(random() * 200);
  const two = (value: number) => String(value).padStart(2, '0');
  return random() < 0.8 ? String(minutes) : `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:30`;
}

function pick<T>(random: Random, values: readonly T[]): T {
  return values[Math.floor(random() * values.length)]!;
}

function withoutUndefined(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
