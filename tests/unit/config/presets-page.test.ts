import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { trainingConfigSchema } from '../../../batch/train/training-config.ts';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const presets = readdirSync(new URL('../../../models/presets', import.meta.url)).map((file) =>
  file.replace('.json', ''),
);
const table = read('docs/models.md')
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.split('|').map((cell) => cell.trim()));
const [header = []] = table;

it('docs/models.md has a column for every preset', () => {
  expect(presets.sort()).toEqual(header.slice(2, -2).sort());
});

it.each(presets)('docs/models.md says what the preset %s sets, and no row says otherwise', (preset) => {
  const given = JSON.parse(read(`models/presets/${preset}.json`));
  const config = trainingConfigSchema.parse(given);
  const rows = new Map(table.slice(2).map((cells) => [cells[1]!.replaceAll('`', ''), cells]));
  for (const path of leaves(given)) expect([...rows.keys()]).toContain(path);
  for (const [path, cells] of rows) {
    if (path === 'baselines') continue;
    const value = path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], config);
    const text = typeof value === 'string' ? value : JSON.stringify(value).replaceAll(',', ', ');
    expect({ path, text: cells[header.indexOf(preset)] }).toEqual({ path, text });
  }
});

function leaves(value: Record<string, unknown>, prefix = ''): string[] {
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? leaves(inner as Record<string, unknown>, `${prefix}${key}.`)
      : [`${prefix}${key}`],
  );
}
