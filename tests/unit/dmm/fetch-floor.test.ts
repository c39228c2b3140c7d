import { readFileSync } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import pino from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DmmClient } from '../../../batch/ingest/dmm/client/create-dmm-client.ts';
import type { FetchCheckpoint } from '../../../batch/ingest/dmm/fetch/fetch-checkpoint.ts';
import { type FetchFloorOptions, fetchFloor } from '../../../batch/ingest/dmm/fetch/fetch-floor.ts';
import { parseWall } from '../../../batch/ingest/dmm/fetch/japan-time.ts';
import { pageNames } from '../../../batch/ingest/dmm/fetch/page-names.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { createFixtureCatalogue } from '../../support/dmm-fixture-server/create-fixture-catalogue.ts';
import {
  type DmmFixtureServer,
  startDmmFixtureServer,
} from '../../support/dmm-fixture-server/start-dmm-fixture-server.ts';
import { testClient } from './test-client.ts';

let server: DmmFixtureServer;
let saved: FetchCheckpoint | null;
const catalogue = createFixtureCatalogue({ seed: 3, items: { videoa: 95 } });

beforeAll(async () => {
  server = await startDmmFixtureServer({ catalogue });
});
afterAll(() => server.stop());
beforeEach(() => {
  server.seen.length = 0;
  server.fault = () => undefined;
  saved = null;
});

function options(folder: string, more: Partial<FetchFloorOptions> = {}): FetchFloorOptions {
  return {
    ...{ site: 'FANZA', service: 'digital', floor: 'videoa', folder, since: null },
    bounds: { from: parseWall('1990-01-01 00:00:00')!, to: parseWall('2027-01-01 00:00:00')! },
    ...{ hits: 10, sliceItems: 50_000, passes: 3, checkpoint: saved },
    saveCheckpoint: async (value) => {
      saved = JSON.parse(JSON.stringify(value)) as FetchCheckpoint;
    },
    progress: () => undefined,
    signal: new AbortController().signal,
    log: pino({ level: 'silent' }),
    ...more,
  };
}

describe('fetchFloor()', () => {
  it('keeps each answer as it came, but for credentials, with what was asked', async () => {
    const folder = newTempFolder();
    const fetched = await fetchFloor(testClient(server), options(folder));
    expect(fetched).toMatchObject({ listed: 95, found: 95 });
    const files = (await readdir(folder)).sort();
    // 95 items at 10 a page.
    expect(files).toEqual(
      Array.from({ length: 10 }, (_, i) => `start_end-1-${String(i + 1).padStart(4, '0')}.json.gz`),
    );
    expect(fetched.slices.flatMap(pageNames).map((name) => `${name}.json.gz`)).toEqual(files);
    const text = gunzipSync(readFileSync(path.join(folder, files[2]!))).toString();
    const page = JSON.parse(text) as { parameters: unknown; body: { result: { items: unknown[] } } };
    expect(page.parameters).toEqual({
      ...{ site: 'FANZA', service: 'digital', floor: 'videoa', sort: 'date' },
      ...{ hits: 10, offset: 21 },
    });
    expect(page.body.result.items).toHaveLength(10);
    expect(text).toContain('"api_id":"{api_id}"');
    expect(text).not.toMatch(/FixtureApiId1234|fixture-990/);
  });

  it('asks nothing again that is on the disk, whether or not the checkpoint knows it', async () => {
    const folder = newTempFolder();
    const sliced = { sliceItems: 30 };
    const first = await fetchFloor(testClient(server), options(folder, sliced));
    server.seen.length = 0;
    expect(await fetchFloor(testClient(server), options(folder, sliced))).toEqual(first);
    expect(await fetchFloor(testClient(server), options(folder, { ...sliced, checkpoint: null }))).toEqual(
      first,
    );
    expect(server.seen).toEqual([]);
  });

  it('asks again for pages that are gone or half written', async () => {
    const folder = newTempFolder();
    const first = await fetchFloor(testClient(server), options(folder));
    await rm(path.join(folder, 'start_end-1-0003.json.gz'));
    await writeFile(path.join(folder, 'start_end-1-0007.json.gz'), 'not gzip');
    server.seen.length = 0;
    expect(await fetchFloor(testClient(server), options(folder))).toEqual(first);
    expect(server.seen.map(({ query }) => /offset=(\d+)/.exec(query)![1])).toEqual(['21', '61']);
  });

  it('says so when one second lists more than the API can page through', async () => {
    // What the API counts never falls below 50,001, however short the slice.
    const itemList = async (parameters: Record<string, unknown>) => ({
      result: { status: 200 as const, total_count: 50_001, items: [{ content_id: 'a' }] },
      body: '{"result":{"status":200,"total_count":50001,"items":[{"content_id":"a"}]}}',
      request: { endpoint: 'ItemList', parameters: parameters as Record<string, string> },
    });
    const crowded = { ...testClient(server), itemList } as unknown as DmmClient;
    const bounds = { from: 0, to: 1 };
    const failed = fetchFloor(crowded, options(newTempFolder(), { bounds }));
    await expect(failed).rejects.toMatchObject({
      code: 'SOURCE_INCOMPLETE',
      details: { slice: 'start_19700101T000000', total: 50_001 },
    });
    // The next attempt asks again.
    expect(saved!.nextPass).toEqual({ start_19700101T000000: 2 });
  });

  it('stops between pages when it is aborted', async () => {
    const controller = new AbortController();
    server.after = ({ number }) => {
      if (number === 3) controller.abort(new Error('stopped by hand'));
    };
    const { signal } = controller;
    await expect(
      fetchFloor(testClient(server, { signal }), options(newTempFolder(), { signal })),
    ).rejects.toThrow('stopped by hand');
    server.after = () => undefined;
    expect(server.seen.length).toBeLessThanOrEqual(4);
  });
});
