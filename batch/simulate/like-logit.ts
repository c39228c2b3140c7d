import { dot } from './vectors.ts';
import type { TasteParameters, WorldItem, WorldPerson } from './world.ts';

type Taste = Pick<WorldPerson, 'vector' | 'likedTags' | 'dislikedTags' | 'dislikedMakers'>;
type Traits = Pick<WorldItem, 'vector' | 'quality' | 'maker' | 'tags'>;

/**
 * The truth of the world: P(like | person examines item) = sigmoid of the returned logit. An oracle that ranks by
 * it is the best any model can do.
 */
export function likeLogit(parameters: TasteParameters, person: Taste, item: Traits): number {
  let logit = parameters.tasteScale * dot(person.vector, item.vector) + item.quality - parameters.bias;
  for (const tag of item.tags) {
    if (person.likedTags.includes(tag)) logit += parameters.likedTag;
    if (person.dislikedTags.includes(tag)) logit -= parameters.dislikedTag;
  }
  if (person.dislikedMakers.includes(item.maker)) logit -= parameters.dislikedMaker;
  return logit;
}
