import { randomUUID } from 'node:crypto';
import type { Client } from 'pg';

const decidedEach = 100;

/**
 * Adults with a vector each, who have decided on some of what is nearest to them already. Their ids; the vectors lie in
 * bench_people, and bench_question has the one row for what is to be asked.
 */
export async function createBenchPeople(database: Client, queries: Float32Array[]): Promise<string[]> {
  await database.query('create table bench_people (id uuid primary key, query extensions.halfvec(768))');
  await database.query('create table bench_question (query extensions.halfvec(768), passing bigint[])');
  await database.query('insert into bench_question default values');
  const ids: string[] = [];
  for (const query of queries) {
    const id = randomUUID();
    await database.query('insert into auth.users (id) values ($1)', [id]);
    await database.query('select public.confirm_adult($1)', [id]);
    await database.query('insert into bench_people values ($1, $2::real[]::extensions.halfvec(768))', [
      id,
      Array.from(query),
    ]);
    // Every second of the nearest two hundred.
    await database.query(
      `insert into app.decisions (person_id, item_id, decision, decided_at)
       select $1, n.item_id, 'like', now()
       from (
         select v.item_id, row_number() over (order by v.embedding operator(extensions.<#>) p.query) as place
         from app.item_vectors as v cross join bench_people as p where p.id = $1
       ) as n
       where n.place <= $2 and n.place % 2 = 0`,
      [id, 2 * decidedEach],
    );
    ids.push(id);
  }
  await database.query('analyze app.decisions');
  return ids;
}
