import { editDistance } from '../config/edit-distance.ts';
import { nearestName } from '../config/nearest-name.ts';
import { describeParameters } from './describe-parameters.ts';
import type { JobEntry } from './registry.ts';

export interface FoundJobs {
  /** In the order of the registry. */
  found: JobEntry[];
  /** The name that is most like what was searched for. */
  nearest: string;
}

/** Jobs in which every word stands, in name, alias, group, title or a parameter; a word may have a typing error. */
export async function searchJobs(text: string, entries: readonly JobEntry[]): Promise<FoundJobs> {
  const words = wordsOf(text);
  const found: JobEntry[] = [];
  for (const entry of entries) {
    const known = await wordsOfJob(entry);
    if (words.length > 0 && words.every((word) => known.some((other) => isLike(word, other))))
      found.push(entry);
  }
  const names = entries.flatMap((entry) => [entry.name, ...Object.keys(entry.aliases ?? {})]);
  return { found, nearest: nearestName(text, names) ?? '' };
}

async function wordsOfJob(entry: JobEntry): Promise<string[]> {
  const parameters = describeParameters(await entry.load()).map(
    ({ key, description }) => `${key} ${description}`,
  );
  return wordsOf(
    [entry.name, ...Object.keys(entry.aliases ?? {}), entry.group, entry.title, ...parameters].join(' '),
  );
}

/** In lower case; `halfLifeDays` and `half-life-days` are three words. */
function wordsOf(text: string): string[] {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** Part of the other word, or one edit away from it, two where both are long. */
function isLike(word: string, other: string): boolean {
  if (other.includes(word)) return true;
  const shorter = Math.min(word.length, other.length);
  if (shorter < 4) return false;
  return editDistance(word, other) <= (shorter < 8 ? 1 : 2);
}
