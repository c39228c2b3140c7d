// npx tsx tests/bench/quality/write-sparse-world.ts <folder> [people items events seed]
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { type SparseWorld, sparseWorld } from './sparse-world.ts';

const [folder, people = '100000', items = '50000', events = '2220000', seed = '1'] = process.argv.slice(2);
if (folder === undefined) throw new TypeError('Cannot write a world: name a folder for it');
await mkdir(folder, { recursive: true });
const world = sparseWorld({ people: +people, items: +items, events: +events, seed: +seed });
await writePart(world, join(folder, 'train.inter'), 0);
await writePart(world, join(folder, 'test.inter'), 1);
console.log(`${world.itemIndex.length} likes in ${folder}`);

/** RecBole's atomic format without ratings and times. */
async function writePart(world: SparseWorld, path: string, test: 0 | 1): Promise<void> {
  const stream = createWriteStream(path);
  stream.write('user_id:token\titem_id:token\n');
  let lines: string[] = [];
  for (let row = 0; row < world.itemIndex.length; row++) {
    if (world.isTest[row] !== test) continue;
    lines.push(`u${world.personIndex[row]}\ti${world.itemIndex[row]}\n`);
    if (lines.length < 100_000) continue;
    stream.write(lines.join(''));
    lines = [];
  }
  stream.end(lines.join(''));
  await finished(stream);
}
