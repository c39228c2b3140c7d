import type { Random } from '../random/create-random.ts';
import { randomNormal } from '../random/random-normal.ts';
import { likeLogit } from './like-logit.ts';
import { pick } from './pick.ts';
import type { World } from './world.ts';

export interface LoggingPolicy {
  /** An item released by `time` that is not in `seen`, or null when none turns up. */
  draw(person: number, time: number, seen: ReadonlySet<number>): number | null;
  noteLike(item: number): void;
}

const popularShare = 0.4;
const tasteShare = 0.3;
const tasteCandidates = 10;
const tasteNoise = 1.5;
const popularWindow = 3000;
const attempts = 200;

/**
 * The system whose log is simulated: 40 % popular items, 30 % items that a mediocre recommender thinks suit the
 * person, the rest at random. So the log is biased the way real ones are, and still covers the whole catalogue.
 */
export function createLoggingPolicy(world: Omit<World, 'decisions'>, random: Random): LoggingPolicy {
  const { items, people, parameters } = world;
  const likes: number[] = [];
  let releasedCount = 0;

  function drawUnseen(seen: ReadonlySet<number>, propose: () => number): number | null {
    for (let i = 0; i < attempts; i++) {
      const item = propose();
      if (!seen.has(item)) return item;
    }
    return null;
  }

  const anyReleased = () => Math.floor(random() * releasedCount);
  // An item that was liked twice as often lately is twice as likely.
  const recentlyLiked = () => pick(likes, random);

  function drawByTaste(person: number, seen: ReadonlySet<number>): number | null {
    let best: number | null = null;
    let bestScore = -Infinity;
    for (let i = 0; i < tasteCandidates; i++) {
      const item = drawUnseen(seen, anyReleased);
      if (item === null) return best;
      const score = likeLogit(parameters, people[person]!, items[item]!) + tasteNoise * randomNormal(random);
      if (score > bestScore) [best, bestScore] = [item, score];
    }
    return best;
  }

  return {
    draw(person, time, seen) {
      // Items are in order of release and sessions in order of time, so the count only grows.
      while (releasedCount < items.length && items[releasedCount]!.released <= time) releasedCount++;
      if (releasedCount === 0) return null;
      const choice = random();
      if (choice < popularShare && likes.length > 0) {
        const item = drawUnseen(seen, recentlyLiked);
        if (item !== null) return item;
      } else if (choice < popularShare + tasteShare) return drawByTaste(person, seen);
      return drawUnseen(seen, anyReleased);
    },
    noteLike(item) {
      likes.push(item);
      // Trimmed in blocks: a shift for each like would move the whole list each time.
      if (likes.length > 2 * popularWindow) likes.splice(0, popularWindow);
    },
  };
}
