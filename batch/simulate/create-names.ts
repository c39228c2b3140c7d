import type { Random } from '../random/create-random.ts';
import { pick } from './pick.ts';

const starts = 'ber cal dor el fal gar hal jor kel lor mar nor or quil ros sel tor ul ver wil yar zel'.split(
  ' ',
);
const middles = 'a be da en i li mo na ra ri so ta va ve wi zo'.split(' ');
const ends = 'bria dale den dor field gard holm lan lin mont mere na nor ra ria stad ton va ven wyn'.split(
  ' ',
);

/** Different invented words, one capitalised token each, such as "Veradale". More middles make longer words. */
export function createNames(count: number, middleCount: number, random: Random): string[] {
  const names = new Set<string>();
  while (names.size < count) {
    let word = pick(starts, random);
    // One syllable more each 2,000 names: the supply of words of one length (one middle: 7,040) is finite.
    const length = middleCount + Math.floor(names.size / 2000);
    for (let i = 0; i < length; i++) word += pick(middles, random);
    word += pick(ends, random);
    names.add(word[0]!.toUpperCase() + word.slice(1));
  }
  return [...names];
}
