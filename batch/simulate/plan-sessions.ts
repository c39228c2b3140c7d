import { createRandom } from '../random/create-random.ts';
import type { SimulationOptions } from './simulation-options.ts';
import type { WorldPerson } from './world.ts';

export interface Session {
  person: number;
  /** Unix time in seconds. */
  start: number;
  /** Decisions to make. */
  quota: number;
}

const meanQuota = 15;
/** Room for a last session before the log ends. */
const tailSeconds = 3600;

/** Everybody's visits in order of time. A third of the people are there from the start, the others join later. */
export function planSessions(options: SimulationOptions, people: WorldPerson[]): Session[] {
  const random = createRandom(options.seed, 5);
  const length = options.days * 86_400 - tailSeconds;
  const begin = Date.parse(options.end) / 1000 - options.days * 86_400;
  const sessions: Session[] = [];
  people.forEach(({ activity }, person) => {
    const joined = random() < 0.33 ? 0 : random() * 0.9 * length;
    let left = activity;
    while (left > 0) {
      const quota = Math.min(left, 1 + Math.floor(random() * (2 * meanQuota - 1)));
      sessions.push({ person, start: Math.floor(begin + joined + random() * (length - joined)), quota });
      left -= quota;
    }
  });
  return sessions.sort((a, b) => a.start - b.start || a.person - b.person);
}
