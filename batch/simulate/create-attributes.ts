import { createRandom, type Random } from '../random/create-random.ts';
import { createNames } from './create-names.ts';
import { cumulate, pick } from './pick.ts';
import { tagWords } from './tag-words.ts';
import { blend, randomUnit } from './vectors.ts';

/** Width of the space in which tastes and items are compared. */
export const tasteWidth = 16;

export interface Attribute {
  name: string;
  vector: number[];
  /** Tag group the attribute leans to. */
  group: number;
}

/** What items are made of. Sizes follow the size of the catalogue. */
export interface Attributes {
  groups: number[][];
  /** By group. */
  tags: Attribute[][];
  makers: (Attribute & { series: Attribute[] })[];
  /** Zipf: maker n makes 1/n as many items as the first. */
  makerSums: Float64Array;
  performers: Attribute[];
  performerSums: Float64Array;
}

export function createAttributes(seed: number, itemCount: number): Attributes {
  const random = createRandom(seed, 1);
  const groups = tagWords.map(() => randomUnit(tasteWidth, random));
  const tags = tagWords.map((words, group) =>
    words.map((word) => ({ name: `tag-${word}`, group, vector: near(groups[group]!, 0.8, random) })),
  );
  const lean = (name: string): Attribute => {
    const group = Math.floor(random() * groups.length);
    return { name, group, vector: near(groups[group]!, 1, random) };
  };

  const makerCount = Math.max(3, Math.round(Math.sqrt(itemCount)));
  const makers = createNames(makerCount, 1, random).map((name) => ({
    ...lean(`${name} ${pick(['Works', 'Studio', 'House', 'Pictures'], random)}`),
    series: [] as Attribute[],
  }));
  const makerSums = cumulate(makers.map((_, rank) => 1 / (rank + 1)));
  createNames(Math.max(makerCount, Math.round(itemCount / 15)), 1, random).forEach((name, index) => {
    // The first makers get more series, as they get more items; each has one at least.
    const maker = makers[index < makerCount ? index : Math.floor(makerCount * random() ** 2)]!;
    const vector = near(maker.vector, 0.9, random);
    maker.series.push({ name: `${name} Series`, group: maker.group, vector });
  });

  const performers = createNames(Math.max(5, Math.round(itemCount / 6)), 2, random).map(lean);
  const performerSums = cumulate(performers.map((_, rank) => 1 / (rank + 5)));
  return { groups, tags, makers, makerSums, performers, performerSums };
}

/** A unit vector around `centre`; the larger the spread, the further from it. */
function near(centre: number[], spread: number, random: Random): number[] {
  return blend([
    [1, centre],
    [spread, randomUnit(tasteWidth, random)],
  ]);
}
