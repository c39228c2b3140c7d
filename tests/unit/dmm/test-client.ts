import pino from 'pino';
import {
  createDmmClient,
  type DmmClientOptions,
} from '../../../batch/ingest/dmm/client/create-dmm-client.ts';
import type { DmmFixtureServer } from '../../support/dmm-fixture-server/start-dmm-fixture-server.ts';

/** A client of the fixture server that waits for nothing. */
export function testClient(server: DmmFixtureServer, options: Partial<DmmClientOptions> = {}) {
  return createDmmClient({
    ...server.account,
    baseUrl: server.baseUrl,
    requestsPerSecond: 100_000,
    recovery: { retries: 3, firstDelayMs: 1, maxDelayMs: 2 },
    signal: new AbortController().signal,
    log: pino({ level: 'silent' }),
    ...options,
  });
}
