import { access } from 'node:fs/promises';
import type { Logger } from 'pino';
import { AppError } from '../../../../shared/errors/app-error.ts';
import type { DmmClient } from '../client/create-dmm-client.ts';
import { itemListSchema } from '../client/response-schemas.ts';
import type { FetchCheckpoint, FinishedSlice } from './fetch-checkpoint.ts';
import { type ItemPage, itemPage, newerDate } from './item-page.ts';
import type { WallSeconds } from './japan-time.ts';
import { pageName, pageNames } from './page-names.ts';
import { pageFile } from './page-store.ts';
import { highestOffset, readListing } from './read-listing.ts';
import { type Slice, sliceName, sliceParameters, walkSlices } from './slices.ts';
import { storedResult } from './stored-result.ts';

export interface FetchFloorOptions {
  site: string;
  service: string;
  floor: string;
  /** Folder of this sync's pages of the floor. */
  folder: string;
  /** Null for the full listing. */
  since: WallSeconds | null;
  /** Where open ends of slices are taken to be. */
  bounds: { from: WallSeconds; to: WallSeconds };
  /** Items a page, 1 to 100. */
  hits: number;
  /** Items a slice should have at most, so that it is read before it changes. */
  sliceItems: number;
  /** Readings of a slice before it counts as incomplete. */
  passes: number;
  checkpoint: FetchCheckpoint | null;
  saveCheckpoint(value: FetchCheckpoint): Promise<void>;
  progress(done: number, total: number, detail?: string): void;
  signal: AbortSignal;
  log: Logger;
}

export interface FetchedFloor {
  /** What the API counted before anything was read. */
  listed: number;
  /** Items found, each once a slice. */
  found: number;
  latest: string | null;
  /** In the order of their dates. */
  slices: FinishedSlice[];
}

interface Place {
  pass: number;
  page: number;
  offset: number;
}

/**
 * Fetches the items of a floor, sliced by release date, one file a page. A page that is on the disk is not asked for
 * again, so a killed fetch goes on with the next. Throws SOURCE_INCOMPLETE where a slice cannot be read whole.
 */
export async function fetchFloor(client: DmmClient, options: FetchFloorOptions): Promise<FetchedFloor> {
  const { bounds, sliceItems: aim, log, floor } = options;
  const state: FetchCheckpoint = options.checkpoint ?? { finished: [], nextPass: {}, pages: 0 };
  const finished = await finishedOnDisk(options.folder, state.finished);
  const result: FetchedFloor = { listed: -1, found: 0, latest: null, slices: [] };
  const count = async (slice: Slice) => {
    const place = { pass: firstPass(state, slice), page: 1, offset: 1 };
    const { total } = await getPage(client, options, { state, slice, place });
    if (result.listed < 0) result.listed = total;
    return total;
  };
  for await (const { slice, total } of walkSlices(
    { from: options.since, to: null },
    { bounds, aim, count },
  )) {
    const name = sliceName(slice);
    const onPage = (offset: number) => options.progress(result.found + offset, result.listed, name);
    let done = finished.get(name);
    if (!done) {
      done = await fetchSlice(client, options, { state, slice, total, onPage });
      state.finished = [...state.finished.filter((other) => other.name !== name), done];
      await options.saveCheckpoint(state);
    }
    result.slices.push(done);
    result.found += done.entries;
    result.latest = newerDate(result.latest, done.latest);
  }
  log.info({ floor, listed: result.listed, found: result.found, slices: result.slices.length }, 'fetched');
  return result;
}

async function fetchSlice(
  client: DmmClient,
  options: FetchFloorOptions,
  job: { state: FetchCheckpoint; slice: Slice; total: number; onPage(entries: number): void },
): Promise<FinishedSlice> {
  const { state, slice, total } = job;
  const { floor, hits } = options;
  const name = sliceName(slice);
  const first = firstPass(state, slice);
  let passes = 1;
  let latest: string | null = null;
  try {
    if (total > highestOffset) throw tooManyAtOnce(floor, name, total);
    if (total === 0 && slice.from === null && slice.to === null) throw nothingListed(floor);
    passes = options.passes;
    const read = await readListing({
      ...{ name: `${floor} ${name}`, hits, firstPass: first, passes },
      page: async (place) => {
        const got = await getPage(client, options, { state, slice, place });
        latest = newerDate(latest, got.latest);
        job.onPage(place.offset - 1 + got.ids.length);
        return got;
      },
    });
    return { name, firstPass: first, latest, ...read };
  } catch (error) {
    if (error instanceof AppError && error.code === 'SOURCE_INCOMPLETE') {
      // The pages on the disk would say the same for ever: the next attempt reads the slice anew.
      state.nextPass[name] = first + passes;
      await options.saveCheckpoint(state);
    }
    throw error;
  }
}

async function getPage(
  client: DmmClient,
  options: FetchFloorOptions,
  { state, slice, place }: { state: FetchCheckpoint; slice: Slice; place: Place },
): Promise<ItemPage> {
  const { site, service, floor, hits, folder, signal } = options;
  const ask = () =>
    client.itemList({
      ...{ site, service, floor, sort: 'date', hits, offset: place.offset },
      ...sliceParameters(slice),
    });
  const onStored = () => {
    state.pages += 1;
    return options.saveCheckpoint(state);
  };
  const name = pageName(sliceName(slice), place);
  return itemPage(await storedResult({ folder, name, schema: itemListSchema, ask, onStored, signal }));
}

function firstPass(state: FetchCheckpoint, slice: Slice): number {
  return state.nextPass[sliceName(slice)] ?? 1;
}

/** A checkpoint may outlive its files: on another machine, or after somebody tidied up. */
async function finishedOnDisk(folder: string, slices: FinishedSlice[]): Promise<Map<string, FinishedSlice>> {
  const present = new Map<string, FinishedSlice>();
  for (const slice of slices) {
    const files = pageNames(slice).map((name) => access(pageFile(folder, name)));
    const found = await Promise.allSettled(files);
    if (found.every(({ status }) => status === 'fulfilled')) present.set(slice.name, slice);
  }
  return present;
}

function tooManyAtOnce(floor: string, name: string, total: number): AppError {
  return new AppError(
    'SOURCE_INCOMPLETE',
    `Cannot read ${floor} ${name} of the DMM API whole: ${total} items in one second, ${highestOffset} can be reached`,
    {
      hint: 'The source lists more items at one moment than its API can page through.',
      details: { floor, slice: name, total },
    },
  );
}

function nothingListed(floor: string): AppError {
  return new AppError('SOURCE_INCOMPLETE', `Cannot sync ${floor} of the DMM API: it lists no item at all`, {
    hint: 'Check the floor; leave it out if it has been closed.',
    details: { floor },
  });
}
