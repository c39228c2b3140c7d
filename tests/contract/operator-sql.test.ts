import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { experimentSchema } from '../../shared/contracts/experiment.ts';
import { rankingSettingsSchema } from '../../shared/contracts/ranking-settings.ts';
import { pageContextSchema } from '../../supabase/functions/_lib/rpc/open-page.ts';
import { callFunction } from './support/call-function.ts';
import type { Database } from './support/create-memory-database.ts';
import { createPerson } from './support/create-person.ts';
import { openDatabase } from './support/open-database.ts';

let database: Database;
beforeAll(async () => {
  database = await openDatabase(18);
}, 120_000);
afterAll(() => database.close());

/** Statements of docs/api.md, in their order. */
const statements = [...readFileSync('docs/api.md', 'utf8').matchAll(/```sql\n(.*?)```/gs)].map(
  ([, sql]) => sql!,
);

test('what docs/api.md tells the operator to run does what it says', async () => {
  const [limits, ranking, experiment] = statements;
  expect(statements).toHaveLength(3);
  await database.exec(limits!);
  const { rows } = await database.query('select kind, requests_per_minute, burst from app.rate_limits');
  expect(rows).toEqual([{ kind: 'person', requests_per_minute: 600, burst: 200 }]);

  const person = await createPerson(database, { adult: true });
  const begin = async () =>
    pageContextSchema.parse((await callFunction(database, 'open_page', { p_person: person }))[0]);
  await database.exec(ranking!);
  expect(rankingSettingsSchema.partial().parse((await begin()).ranking)).toMatchObject({ maker_share: 0.25 });

  const [start, stop] = experiment!.split(/(?=^update)/m);
  await database.exec(start!);
  const running = z.array(experimentSchema).parse((await begin()).experiments);
  expect(running.map(({ name, variants }) => [name, variants.length])).toEqual([['wider-pages', 2]]);
  await database.exec(stop!);
  expect((await begin()).experiments).toEqual([]);
});
