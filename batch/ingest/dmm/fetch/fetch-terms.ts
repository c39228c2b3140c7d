import type { DmmClient } from '../client/create-dmm-client.ts';
import { pageName } from './page-names.ts';
import { highestOffset, type ListingPage, readListing } from './read-listing.ts';
import { storedResult } from './stored-result.ts';
import { type Term, type TermKind, termFrom, termListings } from './term-kinds.ts';

export interface FetchTermsOptions {
  kind: TermKind;
  /** The API's number of the floor; null for a listing over all of them. */
  floorId: string | null;
  folder: string;
  /** Readings of the listing before it counts as incomplete. */
  passes: number;
  progress(done: number, total: number): void;
  signal: AbortSignal;
}

export interface FetchedTerms {
  terms: Term[];
  listed: number;
  /** Entries without an id or a name. */
  unreadable: number;
  /** Entries beyond the offset that the API allows, also when asked for by initial. */
  unreachable: number;
}

/** First sounds of names, as the API's parameter `initial` takes them. */
const initials = [
  ...'あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん',
];

/**
 * All names of a kind. A listing that is longer than the API can page through is read by initial; what has none is
 * counted as unreachable. Throws SOURCE_INCOMPLETE where it changes during each reading.
 */
export async function fetchTerms(client: DmmClient, options: FetchTermsOptions): Promise<FetchedTerms> {
  const found = new Map<string, Term>();
  const whole = await firstPage(client, options, found);
  const parts = whole.total > highestOffset ? initials : [null];
  let entries = 0;
  for (const initial of parts) {
    const read = await readListing({
      name: listingName(options, initial),
      hits: termListings[options.kind].hits,
      firstPass: 1,
      passes: options.passes,
      page: (place) => {
        options.progress(entries + place.offset - 1, whole.total);
        return getPage(client, options, { initial, place, found });
      },
    });
    entries += read.entries;
  }
  return {
    terms: [...found.values()],
    listed: whole.total,
    unreadable: Math.max(0, entries - found.size),
    unreachable: Math.max(0, whole.total - entries),
  };
}

function firstPage(client: DmmClient, options: FetchTermsOptions, found: Map<string, Term>) {
  const place = { pass: 1, page: 1, offset: 1 };
  return getPage(client, options, { initial: null, place, found });
}

async function getPage(
  client: DmmClient,
  { kind, floorId, folder, signal }: FetchTermsOptions,
  wanted: {
    initial: string | null;
    place: { pass: number; page: number; offset: number };
    found: Map<string, Term>;
  },
): Promise<ListingPage> {
  const { initial, place, found } = wanted;
  const { hits, schema, ask } = termListings[kind];
  const code = initial === null ? 'all' : `u${initial.codePointAt(0)!.toString(16)}`;
  const result = await storedResult({
    ...{ folder, name: pageName(`${kind}-${floorId ?? 'all'}-${code}`, place), schema, signal },
    ask: () =>
      ask(client, {
        ...(floorId !== null && { floor_id: floorId }),
        ...(initial !== null && { initial }),
        ...{ hits, offset: place.offset },
      }),
  });
  const terms = result.terms.map((entry) => termFrom(entry, kind));
  for (const term of terms) if (term) found.set(term.externalId, term);
  return { total: result.total_count, ids: terms.map((term) => term?.externalId ?? null) };
}

function listingName({ kind, floorId }: FetchTermsOptions, initial: string | null): string {
  return [kind, floorId === null ? '' : `of floor ${floorId}`, initial ?? ''].filter(Boolean).join(' ');
}
