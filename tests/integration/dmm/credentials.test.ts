import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDuckDb } from '../../../batch/io/duckdb/open-duckdb.ts';
import { readStackState } from '../../../batch/stack/read-stack-state.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';
import { createFixtureCatalogue } from '../../support/dmm-fixture-server/create-fixture-catalogue.ts';
import { type DmmWorld, openDmmWorld, quick } from './support/open-dmm-world.ts';
import { spawnMatching } from './support/spawn-sync.ts';

const set = Object.entries({ ...quick, retries: 1 }).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
const dataRoot = newTempFolder();
let world: DmmWorld;
let outputs = '';

beforeAll(async () => {
  const catalogue = createFixtureCatalogue({ seed: 31, items: { videoa: 120, videoc: 10 } });
  world = await openDmmWorld(catalogue);
  const { dbUrl } = (await readStackState(world.database.root))!;
  const sync = async (...flags: string[]) => {
    const args = ['sync', 'dmm', '--verbose', '--root', dataRoot, '--db-url', dbUrl, ...set, ...flags];
    const { stdout, stderr, status } = await spawnMatching(args).ended;
    outputs += stdout + stderr;
    return status;
  };
  world.server.fault = ({ number }) => (number === 1 ? 'quota' : undefined);
  expect(await sync()).toBe(4);
  world.server.fault = ({ number }) => (number > 5 ? 'quota' : undefined);
  expect(await sync()).toBe(4);
  world.server.fault = ({ number }) => (number < 10 ? 'truncated' : undefined);
  expect(await sync()).toBe(4);
  world.server.fault = ({ number }) => (number % 4 === 0 ? 'reset' : undefined);
  expect(await sync()).toBe(0);
  expect(await sync('--full', '--json')).toBe(0);
}, 300_000);
afterAll(() => world?.stop());

/** Every file below the data root as text: what is packed, unpacked. */
async function* texts(): AsyncGenerator<{ file: string; text: string }> {
  const duck = await openDuckDb({ tempFolder: newTempFolder() });
  try {
    for (const entry of await readdir(dataRoot, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = path.join(entry.parentPath, entry.name);
      if (file.endsWith('.parquet')) {
        const rows = await duck.rows(`select to_json(t)::varchar as row from read_parquet('${file}') as t`);
        yield { file, text: rows.map(({ row }) => row).join('\n') };
      } else if (file.endsWith('.gz')) {
        yield { file, text: gunzipSync(await readFile(file)).toString() };
      } else yield { file, text: await readFile(file, 'utf8') };
    }
  } finally {
    await duck.close();
  }
}

it('the API id is nowhere, the affiliate id nowhere but in links: not in output, files and tables', async () => {
  const { apiId, affiliateId } = world.server.account;
  const found: string[] = [];
  const look = (place: string, text: string, { links }: { links: boolean }) => {
    const seen = links ? text.replaceAll(`af_id=${affiliateId}`, '') : text;
    for (const secret of [apiId, affiliateId]) if (seen.includes(secret)) found.push(`${place}: ${secret}`);
  };
  look('output', outputs, { links: false });
  expect(outputs).toContain('SOURCE_QUOTA_EXHAUSTED');
  expect(outputs).toContain('SOURCE_REFUSED');
  const kinds = new Set<string>();
  for await (const { file, text } of texts()) {
    const [stage] = path.relative(path.join(dataRoot, 'data'), file).split(path.sep);
    kinds.add(stage!);
    look(file, text, { links: stage === 'processed' || stage === 'validated' });
  }
  expect([...kinds].sort()).toEqual(['logs', 'processed', 'raw', 'validated']);
  const tables = await world.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('app', 'public')`,
  );
  for (const { name } of tables) {
    const rows = await world.query<{ row: string }>(`select t::text as row from ${name} as t`);
    look(name, rows.map(({ row }) => row).join('\n'), { links: /\.(items|item_sources)$/.test(name) });
  }
  expect(found).toEqual([]);
  const [stored] = await world.query<{ n: number }>(
    `select count(*)::int as n from app.items where affiliate_url like '%af_id=${affiliateId}%'`,
  );
  expect(stored!.n).toBe(130);
});
