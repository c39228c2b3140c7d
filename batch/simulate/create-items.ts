import { createRandom, type Random } from '../random/create-random.ts';
import { randomNormal } from '../random/random-normal.ts';
import { type Attribute, type Attributes, tasteWidth } from './create-attributes.ts';
import { createNames } from './create-names.ts';
import { pick, pickWeighted } from './pick.ts';
import type { SimulationOptions } from './simulation-options.ts';
import { blend, randomUnit, round4 } from './vectors.ts';
import type { WorldItem } from './world.ts';

const daySeconds = 86_400;
const qualitySpread = 0.5;

/** The catalogue in order of release. An item's vector is what its maker, series, performers and tags say, and noise. */
export function createItems(options: SimulationOptions, attributes: Attributes): WorldItem[] {
  const random = createRandom(options.seed, 2);
  const words = createNames(400, 1, random);
  const releases = Array.from({ length: options.items }, () => drawRelease(options, random));
  releases.sort((a, b) => a - b);
  return releases.map((released, index) => {
    const maker = attributes.makers[pickWeighted(attributes.makerSums, random)]!;
    const series = random() < 0.7 ? pick(maker.series, random) : null;
    const performers = drawPerformers(attributes, random);
    const tags = drawTags(attributes, maker.group, random);
    const parts: [number, number[]][] = [
      [0.5, maker.vector],
      [0.7, blend(tags.map((tag) => [1, tag.vector]))],
      [0.4, randomUnit(tasteWidth, random)],
    ];
    if (series) parts.push([0.4, series.vector]);
    if (performers.length > 0) parts.push([0.5, blend(performers.map((p) => [1, p.vector]))]);
    return {
      id: `item-${String(index + 1).padStart(5, '0')}`,
      title: `${pick(words, random)} ${pick(words, random)} ${1 + Math.floor(random() * 99)}`,
      maker: maker.name,
      series: series?.name ?? null,
      performers: performers.map((performer) => performer.name),
      tags: tags.map((tag) => tag.name),
      released,
      durationMinutes: random() < 0.02 ? null : 30 + 5 * Math.floor(random() * 43),
      priceYen: random() < 0.03 ? null : 300 + 100 * Math.floor(random() ** 2 * 40),
      vector: blend(parts).map(round4),
      quality: round4(qualitySpread * randomNormal(random)),
    };
  });
}

/** Unix seconds: a back catalogue of three years, releases all through the log, and a few in its last two days. */
function drawRelease({ days, end }: SimulationOptions, random: Random): number {
  const endSeconds = Date.parse(end) / 1000;
  const kind = random();
  let age = days + random() * 1095;
  if (kind < 0.03) age = random() * Math.min(2, days);
  else if (kind < 0.4) age = random() * days;
  return Math.floor(endSeconds - age * daySeconds);
}

function drawPerformers(attributes: Attributes, random: Random): Attribute[] {
  const count = Math.floor(random() * 4);
  const drawn = new Set<Attribute>();
  for (let i = 0; i < count; i++)
    drawn.add(attributes.performers[pickWeighted(attributes.performerSums, random)]!);
  return [...drawn];
}

/** Three to six tags, two thirds of them from the maker's group. */
function drawTags(attributes: Attributes, group: number, random: Random): Attribute[] {
  const count = 3 + Math.floor(random() * 4);
  const drawn = new Set<Attribute>();
  while (drawn.size < count) {
    drawn.add(pick(random() < 0.66 ? attributes.tags[group]! : pick(attributes.tags, random), random));
  }
  return [...drawn];
}
