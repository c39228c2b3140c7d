import { createHash } from 'node:crypto';

/** A name for datasets of a source: its own where that is one, else the nearest, with a part of its hash. */
export function datasetName(source: string): string {
  const name = source
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+/, '')
    .slice(0, 60);
  if (name === source) return name;
  const hash = createHash('sha256').update(source).digest('hex').slice(0, 8);
  return name === '' ? hash : `${name}-${hash}`;
}
