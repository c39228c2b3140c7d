import { createRandom } from '../random/create-random.ts';
import { likeLogit } from './like-logit.ts';
import { pick } from './pick.ts';
import { dot, round4 } from './vectors.ts';
import type { TasteParameters, WorldItem, WorldPerson } from './world.ts';

/** Standard deviation of the taste term over random pairs. */
const tasteSpread = 1.5;
/** Mean P(like) over random pairs; what people are shown suits them better than random. */
const baseRate = 0.31;
const effects = { likedTag: 1, dislikedTag: 2.5, dislikedMaker: 2.5 };
const pairCount = 20_000;

/** Sets scale and bias of the taste model, so that each seed's world has about the same spread and like rate. */
export function calibrateTaste(seed: number, people: WorldPerson[], items: WorldItem[]): TasteParameters {
  const random = createRandom(seed, 4);
  const pairs = Array.from({ length: pairCount }, () => ({
    person: pick(people, random),
    item: pick(items, random),
  }));
  const products = pairs.map(({ person, item }) => dot(person.vector, item.vector));
  const mean = products.reduce((sum, value) => sum + value, 0) / pairCount;
  const variance = products.reduce((sum, value) => sum + (value - mean) ** 2, 0) / pairCount;
  const unbiased = { ...effects, tasteScale: round4(tasteSpread / Math.sqrt(variance)), bias: 0 };

  const logits = pairs.map(({ person, item }) => likeLogit(unbiased, person, item));
  let low = -20;
  let high = 20;
  for (let i = 0; i < 40; i++) {
    const bias = (low + high) / 2;
    const rate = logits.reduce((sum, logit) => sum + 1 / (1 + Math.exp(bias - logit)), 0) / pairCount;
    if (rate > baseRate) low = bias;
    else high = bias;
  }
  return { ...unbiased, bias: round4(low) };
}
