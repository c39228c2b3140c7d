import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { createRandom, type Random } from '../../../batch/random/create-random.ts';

export interface EventsFile {
  path: string;
  rows: number;
  /** How many of them are broken. */
  broken: number;
}

const items = 50_000;
const eventsOfPerson = 40;
const days = Array.from({ length: 730 }, (_, day) =>
  new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10),
);
const twoDigits = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, '0'));
const chunkCharacters = 1 << 18;

/** One row in a hundred is broken, in turn in one of these ways: record, or field by field. */
const breaks: ((person: string, item: string, at: string) => string)[] = [
  (person, item, at) => `${person},${item},like,${at},one,cell,too,many`,
  (person, item) => `${person},${item},nope`,
  (_, item, at) => `,${item},like,${at}`,
  (person, _, at) => `${person},,nope,${at}`,
  (person, item) => `${person},${item},like,not a time`,
  (person, item, at) => `${person},${item},perhaps,${at}`,
];

/**
 * Writes a CSV of decisions: person, item, decision, time. Seeded. Items are drawn by Zipf's law (an item's share falls
 * with its rank), so a person decides on some items twice, as people do. Exactly every hundredth row is broken.
 */
export async function writeEvents(
  path: string,
  { rows, seed }: { rows: number; seed: number },
): Promise<EventsFile> {
  const random = createRandom(seed);
  const file = createWriteStream(path);
  const people = Math.ceil(rows / eventsOfPerson);
  let text = 'person,item,decision,time\n';
  let broken = 0;
  for (let row = 1; row <= rows; row++) {
    const person = `p${Math.floor(random() * people)}`;
    // The inverse of the distribution function ln(rank) / ln(items).
    const item = `v${String(Math.floor(items ** random())).padStart(6, '0')}`;
    const at = `${days[Math.floor(random() * days.length)]}T${timeOfDay(random)}Z`;
    if (row % 100 === 0) text += `${breaks[broken++ % breaks.length]!(person, item, at)}\n`;
    else text += `${person},${item},${random() < 0.3 ? 'like' : 'nope'},${at}\n`;
    if (text.length >= chunkCharacters) {
      if (!file.write(text)) await once(file, 'drain');
      text = '';
    }
  }
  file.end(text);
  await finished(file);
  return { path, rows, broken };
}

function timeOfDay(random: Random): string {
  const draw = (below: number) => twoDigits[Math.floor(random() * below)];
  return `${draw(24)}:${draw(60)}:${draw(60)}`;
}
