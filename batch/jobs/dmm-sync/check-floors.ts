import { AppError } from '../../../shared/errors/app-error.ts';
import { type FloorListResult, floorListSchema } from '../../ingest/dmm/client/response-schemas.ts';
import { pageName } from '../../ingest/dmm/fetch/page-names.ts';
import { storedResult } from '../../ingest/dmm/fetch/stored-result.ts';
import type { JobContext } from '../runner/job-definition.ts';
import type { RequestParameters } from './dmm-parameters.ts';
import { keepPages } from './keep-pages.ts';
import type { Dmm } from './with-dmm.ts';

export interface KnownFloor {
  id: string;
  code: string;
  name: string;
}

/** The configured floors as the API lists them. Throws INVALID_CONFIG for one that it does not have. */
export function checkFloors(context: JobContext<RequestParameters>, dmm: Dmm): Promise<KnownFloor[]> {
  const { dryRun, parameters } = context;
  return context.step('check floors', async () => {
    const { site } = dryRun ? (await dmm.client.floorList()).result : await fetchFloors(context, dmm);
    const known = site
      .filter(({ code }) => code === parameters.site)
      .flatMap(({ service }) => service)
      .filter(({ code }) => code === parameters.service)
      .flatMap(({ floor }) => floor);
    return parameters.floors.map((wanted) => {
      const floor = known.find(({ code }) => code === wanted);
      if (floor) return floor;
      const codes = known.map(({ code }) => code).join(', ');
      throw new AppError(
        'INVALID_CONFIG',
        `Cannot sync the floor ${wanted}: ${parameters.site} ${parameters.service} has no such floor`,
        { hint: codes === '' ? 'Check site and service.' : `Name some of ${codes}.` },
      );
    });
  });
}

async function fetchFloors(
  context: JobContext<RequestParameters>,
  { client, duck }: Dmm,
): Promise<FloorListResult> {
  const { result } = await keepPages(context, {
    name: 'floor-list',
    duck,
    fetch: (folder) =>
      storedResult({
        ...{ folder, name: pageName('floors', { pass: 1, page: 1 }), schema: floorListSchema },
        ask: client.floorList,
        signal: context.signal,
      }),
  });
  return result;
}
