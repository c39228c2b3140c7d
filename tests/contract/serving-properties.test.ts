import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRandom } from '../../batch/random/create-random.ts';
import { drawWorld, type WorldItem } from '../support/serving/in-process/draw-world.ts';
import { type InProcessServing, openInProcess } from '../support/serving/in-process/open-in-process.ts';
import { runSequence } from '../support/serving/in-process/run-sequence.ts';
import { lookAtPage, similarity, swipe } from '../support/serving/in-process/swipe-and-look.ts';

/** `npm run test:properties` asks for 10,000, which take half an hour or more, and for 1,000. */
const sequences = Number(process.env.PROPERTY_RUNS ?? 25);
const swipes = Number(process.env.SWIPE_RUNS ?? 25);
const seed = 20_261_123;
/** Enough of a machine that does other things beside. */
const timeoutMs = 120_000 + 2000 * (sequences + swipes);

let world: WorldItem[];
let serving: InProcessServing;
beforeAll(async () => {
  world = drawWorld(createRandom(seed), { items: 36, now: new Date() });
  serving = await openInProcess({ world, random: createRandom(seed, 1) });
});
afterAll(() => serving?.close());

/** Rows of people who are done would only slow down those who come. */
const forgetPeople = () => serving.database.exec('truncate auth.users cascade');

test(
  `after one swipe the next page reflects it: ${swipes} of ${swipes}`,
  async () => {
    const random = createRandom(seed, 3);
    const hasVector = new Set(world.filter((item) => item.hasVector).map(({ id }) => id));
    let reflected = 0;
    for (let done = 0; done < swipes; await forgetPeople()) {
      const person = await serving.createPerson();
      let page = await lookAtPage(serving, person);
      // The first swipe of somebody new, and the twentieth of somebody whose pools hold others.
      for (let left = 20; left > 0 && done < swipes; left--, done++) {
        const known = page.ids.filter((id) => hasVector.has(id));
        const item_id = known[Math.floor(random() * known.length)]!;
        const kind = random() < 0.5 ? 'like' : 'nope';
        await swipe(person, { item_id, kind });
        const next = await lookAtPage(serving, person);
        const moved = similarity(next, item_id) - similarity(page, item_id);
        const isGone = !next.ids.includes(item_id);
        if (isGone && (kind === 'like' ? moved > 0.01 : moved < -0.01)) reflected++;
        else console.log(`Not reflected: ${kind} of ${item_id}, gone: ${isGone}, moved by ${moved}`);
        page = next;
      }
    }
    console.log(`${reflected} of ${swipes} swipes are reflected by the very next page (seed ${seed})`);
    expect(reflected).toBe(swipes);
  },
  timeoutMs,
);

test(
  `in ${sequences} random sequences of calls no seen or excluded item returns, caps hold, no page repeats an item, rows are as many as can be, and propensities sum to one`,
  async () => {
    let pages = 0;
    let rows = 0;
    for (let at = 0; at < sequences; at++) {
      const done = await runSequence({ serving, world, random: createRandom(seed, 2, at) }).catch((error) => {
        throw new Error(`Sequence ${at} of seed ${seed}: ${error.message}`, { cause: error });
      });
      pages += done.pages;
      rows += done.rows;
      if (at % 200 === 199) await forgetPeople();
      if (at % 1000 === 999) console.log(`${at + 1} sequences as the reference says`);
    }
    console.log(
      `${sequences} of ${sequences} sequences as the reference says: ${pages} pages, ${rows} rows (seed ${seed})`,
    );
    expect(pages).toBeGreaterThan(sequences);
  },
  timeoutMs,
);
