import { createRandom } from '../random/create-random.ts';
import { createLoggingPolicy } from './create-logging-policy.ts';
import { likeLogit } from './like-logit.ts';
import { planSessions } from './plan-sessions.ts';
import type { World, WorldDecision } from './world.ts';

const pageLength = 20;
/** Chance to look at the next place of a page: the depth of a page is geometric. */
const goOn = 0.92;
const skipShare = 0.05;

/** Lets everybody swipe through pages of the logging policy. Returns the decisions in order of time. */
export function logDecisions(world: Omit<World, 'decisions'>): WorldDecision[] {
  const { items, people, parameters, options } = world;
  const random = createRandom(options.seed, 6);
  const policy = createLoggingPolicy(world, random);
  const decisions: WorldDecision[] = [];
  const seen = people.map(() => new Set<number>());
  const freeFrom = new Float64Array(people.length);
  const end = Date.parse(options.end) / 1000;

  for (const { person, start, quota } of planSessions(options, people)) {
    let time = Math.max(start, freeFrom[person]!);
    let position = 0;
    for (let left = quota; left > 0; ) {
      time = Math.min(time + 2 + Math.floor(random() * 12), end);
      const item = policy.draw(person, start, seen[person]!);
      if (item === null) break;
      if (random() >= skipShare) {
        const logit = likeLogit(parameters, people[person]!, items[item]!);
        const isLike = random() < 1 / (1 + Math.exp(-logit));
        seen[person]!.add(item);
        decisions.push({ person, item, isLike, timestamp: time, position });
        if (isLike) policy.noteLike(item);
        left--;
      }
      // Leaving a page early means to load the next one.
      position = random() < goOn ? (position + 1) % pageLength : 0;
    }
    freeFrom[person] = time;
  }
  return decisions.sort(
    (a, b) => a.timestamp - b.timestamp || a.person - b.person || a.position - b.position,
  );
}
