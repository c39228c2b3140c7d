import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { registry } from '../../../batch/jobs/registry.ts';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const page = read('docs/jobs.md');

it('docs/jobs.md has a row for each job and pipeline, under its group, and for no other', () => {
  const rows = [...page.matchAll(/^\| `([a-z0-9-]+)` +\| ([^|]+?) +\|/gm)].map(([, name, second]) => ({
    name,
    second,
  }));
  expect(rows.map(({ name }) => name).sort()).toEqual(registry.map(({ name }) => name).sort());
  for (const { name, group } of registry.filter((entry) => entry.group !== 'pipelines')) {
    expect(rows.find((row) => row.name === name)?.second).toBe(group);
  }
});
