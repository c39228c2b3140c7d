import { AppError } from '../../../../shared/errors/app-error.ts';
import { timeLimits } from '../time/time-limits.ts';
import { within } from '../time/within.ts';
import type { UserTower } from './create-user-tower.ts';
import type { TowerReference } from './read-manifest.ts';

export interface TowerCacheOptions {
  load: (reference: TowerReference) => Promise<UserTower>;
  /** The active version and the one before it or after it: default 2. */
  maxTowers?: number;
  /** A failed load is answered with the same error for so long, then tried anew; default 5,000. */
  retryAfterMs?: number;
  /** So old a load is not waited for any longer, by nobody; it goes on. Default as in time-limits.ts. */
  patienceMs?: number;
  nowMs?: () => number;
}

export interface TowerCache {
  /**
   * Runs `work` with the tower of this version; requests at the same time share one load. Throws what it threw.
   * @throws AppError MODEL_LOADING when the load takes longer than anybody waits.
   */
  use<Result>(reference: TowerReference, work: (tower: UserTower) => Result): Promise<Result>;
}

interface Entry {
  tower: Promise<UserTower>;
  startedAtMs: number;
  failedAtMs: number | null;
  users: number;
  evicted: boolean;
}

export function createTowerCache(options: TowerCacheOptions): TowerCache {
  const { load, maxTowers = 2, retryAfterMs = 5000, nowMs = Date.now } = options;
  const { patienceMs = timeLimits.towerMs } = options;
  // In order of use, the latest last.
  const entries = new Map<string, Entry>();

  return {
    async use(reference, work) {
      const entry = find(reference);
      entry.users++;
      try {
        return work(await inTime(entry));
      } finally {
        entry.users--;
        await disposeUnused(entry);
      }
    },
  };

  function inTime({ tower, startedAtMs }: Entry): Promise<UserTower> {
    const late = () => new AppError('MODEL_LOADING', 'The model is still being loaded');
    // One that is there already comes first, however long ago it was loaded.
    return within(tower, { ms: Math.max(0, startedAtMs + patienceMs - nowMs()), late });
  }

  function find(reference: TowerReference): Entry {
    const key = `${reference.version}@${reference.manifestSha256}`;
    const known = entries.get(key);
    const stale = known?.failedAtMs != null && nowMs() - known.failedAtMs >= retryAfterMs;
    const entry = known && !stale ? known : start(reference);
    entries.delete(key);
    entries.set(key, entry);
    evictOldest();
    return entry;
  }

  function start(reference: TowerReference): Entry {
    const tower = load(reference);
    const entry: Entry = { tower, startedAtMs: nowMs(), failedAtMs: null, users: 0, evicted: false };
    entry.tower.catch(() => {
      entry.failedAtMs = nowMs();
    });
    return entry;
  }

  function evictOldest() {
    for (const [key, entry] of entries) {
      if (entries.size <= maxTowers) return;
      entries.delete(key);
      entry.evicted = true;
      void disposeUnused(entry);
    }
  }

  // An evicted tower lives on until the last request that holds it is done.
  async function disposeUnused(entry: Entry) {
    if (!entry.evicted || entry.users > 0) return;
    const tower = await entry.tower.catch(() => null);
    tower?.dispose();
  }
}
