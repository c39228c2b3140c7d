import { describe, expect, it } from 'vitest';
import { itemGroups } from '../../../batch/report/item-groups.ts';
import { itemTagGroups } from '../../../batch/report/item-tag-groups.ts';
import { mapItems } from '../../../batch/report/map-items.ts';
import { principalComponents } from '../../../batch/report/principal-components.ts';

describe('principalComponents()', () => {
  it('finds the two directions of most variance and what they hold', () => {
    // Columns: variance 4, 1 and 0 around 10, 5 and 7: total 20 over 4 rows.
    const table = Float32Array.of(12, 6, 7, 8, 6, 7, 12, 4, 7, 8, 4, 7);
    const { coordinates, explained } = principalComponents(table, { dim: 3, seed: 1 });
    expect(explained[0]).toBeCloseTo(16 / 20, 9);
    expect(explained[1]).toBeCloseTo(4 / 20, 9);
    const expected = [2, 1, -2, 1, 2, -1, -2, -1];
    // Up to the sign of each component, which the first largest coordinate makes positive.
    for (const [at, value] of expected.entries()) expect(coordinates[at]).toBeCloseTo(value, 6);
  });

  it('gives zeros where all rows are the same', () => {
    const { coordinates, explained } = principalComponents(new Float32Array(12).fill(0.5), {
      dim: 3,
      seed: 1,
    });
    expect([...coordinates]).toEqual(Array(8).fill(0));
    expect(explained).toEqual([0, 0]);
  });
});

describe('itemGroups()', () => {
  it('gives each item the rarest of its common tags, and none to what most items carry', () => {
    const { groups, groupOf } = itemGroups(
      [
        ['all', 'drama', 'night'],
        ['all', 'drama'],
        ['all', 'night', 'drama'],
        ['all', 'night'],
        ['all'],
        ['all'],
        ['all'],
        [],
      ],
      { count: 2 },
    );
    // drama and night have three items each, so the alphabet decides; the later one is taken to be rarer.
    expect(Array.from(groupOf, (group) => groups[group])).toEqual([
      'night',
      'drama',
      'night',
      'night',
      'other',
      'other',
      'other',
      'other',
    ]);
    expect(groups).toEqual(['night', 'drama', 'other']);
  });
});

describe('itemTagGroups()', () => {
  it('gives each item the group that most of its tags are in, of equal ones the rarer', () => {
    const tagGroups = new Map([
      ['red', 'colour'],
      ['blue', 'colour'],
      ['night', 'time'],
      ['indoors', 'place'],
    ]);
    const { groups, groupOf } = itemTagGroups(
      [['red', 'blue', 'night'], ['red', 'night'], ['indoors', 'red'], ['blue'], ['unknown'], []],
      { tagGroups },
    );
    // Items with colour 4, time 2, place 1. The second has one tag of colour and time each, the third of place and colour.
    expect(Array.from(groupOf, (group) => groups[group])).toEqual([
      'colour',
      'time',
      'place',
      'colour',
      'other',
      'other',
    ]);
    // The largest first, by name where equal, the rest last.
    expect(groups).toEqual(['colour', 'place', 'time', 'other']);
  });

  it('names the largest groups only', () => {
    const tagGroups = new Map([
      ['a', 'A'],
      ['b', 'B'],
    ]);
    const { groups } = itemTagGroups([['a'], ['b'], ['b']], { tagGroups, count: 1 });
    expect(groups).toEqual(['B', 'other']);
  });
});

describe('mapItems()', () => {
  const items = 50;
  const embeddings = Float32Array.from({ length: items * 2 }, (_, at) => Math.sin(at * at));
  const tagsOf = Array.from({ length: items }, (_, at) => [`tag-${at % 3}`]);

  it('draws a sample of a large catalogue, the same for the same seed', () => {
    const input = { embeddings, dim: 2, tagsOf, seed: 4, most: 20 };
    const map = mapItems(input);
    expect(map.points).toHaveLength(20);
    expect(map.items).toBe(50);
    expect(mapItems(input)).toEqual(map);
    expect(mapItems({ ...input, seed: 5 }).points).not.toEqual(map.points);
  });

  it('takes all of a small one; two dimensions hold everything', () => {
    const map = mapItems({ embeddings, dim: 2, tagsOf, seed: 4 });
    expect(map.points).toHaveLength(50);
    expect(map.explained[0] + map.explained[1]).toBeCloseTo(1, 9);
    expect([...map.groups].sort()).toEqual(['tag-0', 'tag-1', 'tag-2']);
  });

  it('is coloured by tag group where a tag is in one, else by tag, and says so', () => {
    const input = { embeddings, dim: 2, tagsOf, seed: 4 };
    const grouped = mapItems({ ...input, tagGroups: new Map([['tag-1', 'the group']]) });
    expect([grouped.colouredBy, grouped.groups]).toEqual(['tag group', ['the group', 'other']]);
    expect(mapItems(input).colouredBy).toBe('tag');
    expect(mapItems({ ...input, tagGroups: new Map([['tag-of-no-item', 'x']]) }).colouredBy).toBe('tag');
  });
});
