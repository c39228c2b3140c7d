import { AppError } from '../../../../shared/errors/app-error.ts';

/** The API's highest offset. */
export const highestOffset = 50_000;

export interface ListingPage {
  /** What the API says the whole listing has. */
  total: number;
  /** One an entry, in order; null for an entry without one. */
  ids: (string | null)[];
}

export interface ReadListingOptions {
  /** For messages, such as `videoa 20260101T000000_end`. */
  name: string;
  /** Entries a page. */
  hits: number;
  /** Number of the first pass: above 1 where earlier ones, in an earlier attempt, failed. */
  firstPass: number;
  /** Passes in one attempt. */
  passes: number;
  page(place: { pass: number; page: number; offset: number }): Promise<ListingPage>;
}

export interface ListingRead {
  /** Pages of each pass, from pass `firstPass` on. */
  pages: number[];
  /** Entries of the last pass, each id once. */
  entries: number;
}

/**
 * Reads a listing that may change while it is read, page by page, until a whole pass fits: as many entries as the API
 * counts, and no entry gone in between, which would have drawn others over a border of pages that was read already.
 * Throws SOURCE_INCOMPLETE when no pass did.
 */
export async function readListing(options: ReadListingOptions): Promise<ListingRead> {
  const pages: number[] = [];
  let last = { count: 0, entries: 0, total: 0, fits: false };
  while (pages.length < options.passes) {
    last = await readPass(options, options.firstPass + pages.length);
    pages.push(last.count);
    if (last.fits) return { pages, entries: last.entries };
  }
  const { name } = options;
  throw new AppError(
    'SOURCE_INCOMPLETE',
    `Cannot read ${name} of the DMM API whole: of ${last.total} entries ${last.entries} were found in the last of ` +
      `${pages.length} readings, or it changed during each`,
    {
      hint: 'Run it again when the source changes less; smaller slices (sliceItems) are read faster.',
      details: { name, total: last.total, found: last.entries, readings: pages.length },
    },
  );
}

async function readPass({ hits, page: get }: ReadListingOptions, pass: number) {
  const ids = new Set<string>();
  let extra = 0;
  let shrank = false;
  let total = 0;
  let page = 0;
  for (let offset = 1; page === 0 || offset <= Math.min(total, highestOffset); offset += hits) {
    page += 1;
    const got = await get({ pass, page, offset });
    if (page > 1 && got.total < total) shrank = true;
    total = got.total;
    // An id that one page holds twice was listed twice: one page is read at one moment. Over pages it has moved.
    const here = new Set<string>();
    for (const id of got.ids) {
      if (id === null || here.has(id)) extra += 1;
      else here.add(id);
    }
    for (const id of here) ids.add(id);
    if (got.ids.length === 0) break;
  }
  const entries = ids.size + extra;
  return { count: page, entries, total, fits: !shrank && entries >= total };
}
