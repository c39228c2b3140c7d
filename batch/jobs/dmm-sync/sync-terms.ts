import { AppError } from '../../../shared/errors/app-error.ts';
import { fetchTerms } from '../../ingest/dmm/fetch/fetch-terms.ts';
import { type TermKind, termKinds, termListings } from '../../ingest/dmm/fetch/term-kinds.ts';
import { storeTerms } from '../../store/store-terms.ts';
import type { JobContext, StepContext } from '../runner/job-definition.ts';
import { anewWhenIncomplete } from './anew-when-incomplete.ts';
import type { KnownFloor } from './check-floors.ts';
import type { RequestParameters } from './dmm-parameters.ts';
import { keepPages } from './keep-pages.ts';
import type { Dmm } from './with-dmm.ts';

interface TermReport {
  listed: number;
  unreadable: number;
  unreachable: number;
  added: number;
  changed: number;
  unchanged: number;
}

/** Floors, genres, makers, series and performers as the API lists them, one step a listing. */
export async function syncTerms(
  context: JobContext<RequestParameters>,
  dmm: Dmm,
  floors: readonly KnownFloor[],
): Promise<Record<string, unknown>> {
  const report: Record<string, unknown> = {};
  report.floors = await context.step('terms floors', () => {
    const terms = floors.map(({ id, name }) => ({
      kind: 'floor' as const,
      externalId: id,
      name,
      reading: null,
    }));
    return storeTerms(context.client, terms, 'dmm');
  });
  for (const kind of termKinds) {
    const parts = termListings[kind].byFloor ? floors : [null];
    for (const floor of parts) {
      const name = floor === null ? kind : `${kind} ${floor.code}`;
      report[name] = await context.step(`terms ${name}`, (step) =>
        syncListing(context, dmm, { kind, floor, step }),
      );
    }
  }
  return report;
}

async function syncListing(
  context: JobContext<RequestParameters>,
  { client, duck }: Dmm,
  { kind, floor, step }: { kind: TermKind; floor: KnownFloor | null; step: StepContext },
): Promise<TermReport> {
  const { signal, parameters } = context;
  const floorId = floor?.id ?? null;
  const { terms, ...counts } = await anewWhenIncomplete(step, async (attempt) => {
    const options = {
      kind,
      floorId,

      passes: parameters.readings,
      progress: step.progress,
      signal,
    };
    const { result } = await keepPages(context, {
      name: floor === null ? kind : `${kind}-${floor.code}`,
      attempt,
      duck,
      fetch: (folder) => fetchTerms(client, { ...options, folder }),
    });
    return result;
  });
  if (terms.length === 0 && counts.listed > 0) {
    throw new AppError(
      'SOURCE_INCOMPLETE',
      `Cannot read ${kind} of the DMM API: no entry has an id and a name`,
      {
        hint: 'The API has changed; the entries stored before stay.',
      },
    );
  }
  if (counts.unreadable + counts.unreachable > 0) context.log.warn({ kind, ...counts }, 'terms left out');
  return { ...counts, ...(await storeTerms(context.client, terms, 'dmm')) };
}
