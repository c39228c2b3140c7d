import { createDmmClient, type DmmClient } from '../../ingest/dmm/client/create-dmm-client.ts';
import { readDmmSettings } from '../../ingest/dmm/client/dmm-settings.ts';
import { dataRootPaths } from '../../io/datasets/data-root-paths.ts';
import { type Duck, openDuckDb } from '../../io/duckdb/open-duckdb.ts';
import type { JobContext } from '../runner/job-definition.ts';
import type { RequestParameters } from './dmm-parameters.ts';
import { refuseOtherSyncs } from './refuse-other-syncs.ts';

export interface Dmm {
  client: DmmClient;
  /** For links; not to be shown elsewhere. */
  affiliateId: string;
  duck: Duck;
}

/**
 * Runs something with the API and the credentials of the environment. Throws INVALID_CONFIG where they are missing and
 * JOB_RUNNING where another job asks the API.
 */
export async function withDmm<P extends RequestParameters, T>(
  context: JobContext<P>,
  run: (dmm: Dmm) => Promise<T>,
): Promise<T> {
  const { parameters, signal, log, dataRoot } = context;
  const settings = readDmmSettings(process.env);
  await refuseOtherSyncs(context);
  const client = createDmmClient({
    ...settings,
    requestsPerSecond: parameters.requestsPerSecond,
    timeoutMs: parameters.timeoutSeconds * 1000,
    recovery: {
      retries: parameters.retries,
      firstDelayMs: parameters.retryDelaySeconds * 1000,
      maxDelayMs: parameters.retryDelaySeconds * 30_000,
    },
    signal,
    log,
  });
  const duck = await openDuckDb({ tempFolder: dataRootPaths(dataRoot).temp });
  try {
    return await run({ client, affiliateId: settings.affiliateId, duck });
  } finally {
    await duck.close();
  }
}
