import type { Client } from 'pg';
import type { Figures } from '../support/figures.ts';
import { percentile } from '../support/percentile.ts';
import { catalogueVectors, peopleVectors } from './catalogue-vectors.ts';
import { createBenchPeople } from './create-bench-people.ts';
import { fillCatalogue } from './fill-catalogue.ts';
import { measureNear } from './measure-near.ts';

const wanted = 100;
const people = 20;
/** From so many items on an index has to pay. */
const indexPays = 50_000;

/** One catalogue size: load, index, and retrieval with and without filters, beside the same function without an index. */
export async function measureRetrieval(
  figures: Figures,
  { database, items }: { database: Client; items: number },
): Promise<void> {
  const name = (figure: string) => `${items.toLocaleString('en')} items: ${figure}`;
  const vectors = catalogueVectors(items);
  const { version, loadSeconds, index } = await fillCatalogue(database, vectors);
  figures.add(name('rows loaded a second'), items / loadSeconds, { unit: '/s' });
  if (index !== null) {
    figures.add(name('width of the index'), index.width, { unit: '' });
    figures.add(name('index built'), index.seconds, { unit: 's' });
    figures.add(name('index'), index.megabytes, { unit: 'MB' });
  }
  const queries = peopleVectors(vectors, { people, seed: 1 });
  const persons = await createBenchPeople(database, queries);

  const strict = items >= indexPays;
  await measureNear(figures, { database, version, persons, strict, name });

  const whole: number[] = [];
  for (const [at, person] of persons.entries()) {
    const began = performance.now();
    await database.query('select from public.find_page_items($1, $2, $3, $4, 0.1, 1)', [
      ...[person, wanted, version, Array.from(queries[at]!)],
    ]);
    whole.push(performance.now() - began);
  }
  figures.add(name('find_page_items as a whole, p50'), percentile(whole, 0.5), { unit: 'ms' });
}
