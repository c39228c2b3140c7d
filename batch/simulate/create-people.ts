import { createRandom, type Random } from '../random/create-random.ts';
import { randomNormal } from '../random/random-normal.ts';
import { type Attributes, tasteWidth } from './create-attributes.ts';
import { pickSome, pickWeighted } from './pick.ts';
import type { SimulationOptions } from './simulation-options.ts';
import { blend, randomUnit, round4 } from './vectors.ts';
import type { WorldPerson } from './world.ts';

const clusterCount = 12;
const coldShare = 0.08;
const activitySpread = 1;

/** People mixed from one to three of twelve taste clusters, with liked and disliked attributes of their own. */
export function createPeople(options: SimulationOptions, attributes: Attributes): WorldPerson[] {
  const random = createRandom(options.seed, 3);
  const clusters = Array.from({ length: clusterCount }, (_, index) =>
    blend([
      [1, attributes.groups[index % attributes.groups.length]!],
      [0.7, randomUnit(tasteWidth, random)],
    ]),
  );
  const tags = attributes.tags.flat().map((tag) => tag.name);
  const activities = drawActivities(options, random);
  return activities.map((activity, index) => {
    const mixed = pickSome([...clusters.keys()], 1 + Math.floor(random() * 3), random);
    const parts = mixed.map((cluster): [number, number[]] => [0.4 + random(), clusters[cluster]!]);
    const strong = pickSome(tags, 5, random);
    const likedCount = 1 + Math.floor(random() * 3);
    return {
      id: `person-${String(index + 1).padStart(5, '0')}`,
      vector: blend([...parts, [0.5, randomUnit(tasteWidth, random)]]).map(round4),
      clusters: mixed,
      likedTags: strong.slice(0, likedCount),
      dislikedTags: strong.slice(likedCount, likedCount + 1 + Math.floor(random() * 2)),
      dislikedMakers: drawDislikedMakers(attributes, random),
      activity,
    };
  });
}

/** None to two makers, the big ones as likely as their share: a dislike that meets nothing would teach nothing. */
function drawDislikedMakers(attributes: Attributes, random: Random): string[] {
  const drawn = new Set<string>();
  const count = Math.floor(random() * 3);
  for (let i = 0; i < count; i++)
    drawn.add(attributes.makers[pickWeighted(attributes.makerSums, random)]!.name);
  return [...drawn];
}

/** Log-normal, scaled to the wanted sum; a few people are cold, with 0 to 3 decisions. */
function drawActivities({ people, decisions, items }: SimulationOptions, random: Random): number[] {
  const weights = Array.from({ length: people }, () => Math.exp(activitySpread * randomNormal(random)));
  const cold = weights.map(() => random() < coldShare);
  const sum = weights.reduce((total, weight, index) => (cold[index] ? total : total + weight), 0);
  // Nobody decides on more than half of the catalogue.
  return weights.map((weight, index) =>
    cold[index]
      ? Math.min(decisions, Math.floor(random() * 4))
      : Math.min(Math.round((weight / sum) * decisions), Math.floor(items / 2)),
  );
}
