import { describe, expect, it } from 'vitest';
import { likeLogit } from '../../../batch/simulate/like-logit.ts';
import { simulateWorld } from '../../../batch/simulate/simulate-world.ts';
import { summarizeWorld } from '../../../batch/simulate/summarize-world.ts';
import type { WorldDecision } from '../../../batch/simulate/world.ts';

const world = simulateWorld();
const { items, people, decisions, parameters } = world;
const shareOfLikes = (some: WorldDecision[]) => some.filter((one) => one.isLike).length / some.length;

describe('simulateWorld()', () => {
  it('gives one world for one seed, another for another', () => {
    const options = { people: 50, items: 60, decisions: 500 };
    const one = simulateWorld({ ...options, seed: 1 });
    expect(simulateWorld({ ...options, seed: 1 })).toEqual(one);
    expect(simulateWorld({ ...options, seed: 2 }).decisions).not.toEqual(one.decisions);
  });

  it('makes about the decisions asked for, 35 to 45 % of them likes', () => {
    const count = summarizeWorld(world);
    expect(count).toMatchObject({ people: 1200, items: 2000 });
    expect(decisions.length).toBeGreaterThan(72_000);
    expect(decisions.length).toBeLessThan(88_000);
    expect(shareOfLikes(decisions)).toBeGreaterThan(0.35);
    expect(shareOfLikes(decisions)).toBeLessThan(0.45);
  });

  it('has cold people and cold items, but not many', () => {
    const count = summarizeWorld(world);
    // 8 % of 1,200 people are 96, 3 % of 2,000 items 60; a few more have little luck.
    expect(count.coldPeople).toBeGreaterThan(60);
    expect(count.coldPeople).toBeLessThan(180);
    expect(count.coldItems).toBeGreaterThan(40);
    expect(count.coldItems).toBeLessThan(240);
  });

  it('gives the first maker several times as many items as the tenth', () => {
    const sizes = new Map<string, number>();
    for (const item of items) sizes.set(item.maker, (sizes.get(item.maker) ?? 0) + 1);
    const sorted = [...sizes.values()].sort((a, b) => b - a);
    expect(sorted[0]! / sorted[9]!).toBeGreaterThan(4);
  });

  it('logs in order of time, each pair once, nothing before its release or after the end', () => {
    const pairs = new Set(decisions.map(({ person, item }) => person * items.length + item));
    expect(pairs.size).toBe(decisions.length);
    const end = Date.parse('2026-10-31T00:00:00Z') / 1000;
    for (const [n, { timestamp, item }] of decisions.entries()) {
      expect(timestamp >= (decisions[n - 1]?.timestamp ?? end - 180 * 86_400)).toBe(true);
      expect(timestamp <= end && timestamp >= items[item]!.released).toBe(true);
    }
  });

  it('lets likes fall to less than half for disliked makers and tags', () => {
    const byMaker = decisions.filter((one) =>
      people[one.person]!.dislikedMakers.includes(items[one.item]!.maker),
    );
    const byTag = decisions.filter((one) =>
      items[one.item]!.tags.some((tag) => people[one.person]!.dislikedTags.includes(tag)),
    );
    expect(byMaker.length).toBeGreaterThan(500);
    expect(byTag.length).toBeGreaterThan(500);
    expect(shareOfLikes(byMaker)).toBeLessThan(shareOfLikes(decisions) / 2);
    expect(shareOfLikes(byTag)).toBeLessThan(shareOfLikes(decisions) / 2);
  });

  it('lets likes rise for liked tags', () => {
    const liked = decisions.filter((one) =>
      items[one.item]!.tags.some((tag) => people[one.person]!.likedTags.includes(tag)),
    );
    expect(shareOfLikes(liked)).toBeGreaterThan(shareOfLikes(decisions) + 0.1);
  });

  it('shows the bias of position: each place of a page is looked at less than the one before', () => {
    const counts = new Array<number>(20).fill(0);
    for (const { position } of decisions) counts[position]!++;
    for (let place = 1; place < 20; place++) expect(counts[place]!).toBeLessThan(counts[place - 1]!);
    // Depth is geometric with .92 a place; visits that end within a page let it fall a little faster.
    expect(counts[5]! / counts[0]!).toBeLessThan(0.92 ** 5);
    expect(counts[5]! / counts[0]!).toBeGreaterThan(0.3);
  });

  it('is calibrated: where the truth says 30 to 40 %, 30 to 40 % are likes', () => {
    const some = decisions.filter(({ person, item }) => {
      const p = 1 / (1 + Math.exp(-likeLogit(parameters, people[person]!, items[item]!)));
      return p >= 0.3 && p < 0.4;
    });
    expect(some.length).toBeGreaterThan(2000);
    // Standard error at 2,000 rows: sqrt(.35 * .65 / 2000) = .011.
    expect(Math.abs(shareOfLikes(some) - 0.35)).toBeLessThan(0.03);
  });

  it('stays sound at the edges', () => {
    const none = simulateWorld({ people: 1, items: 20, decisions: 0 });
    expect(none.decisions).toEqual([]);
    // More decisions wanted than there are pairs: everybody stops at half of the catalogue.
    const full = simulateWorld({ people: 3, items: 20, decisions: 100_000, days: 1 });
    expect(full.decisions.length).toBeLessThanOrEqual(30);
    expect(() => simulateWorld({ people: 0 })).toThrow();
  });
});

describe('likeLogit()', () => {
  it('adds taste, quality and attributes', () => {
    const weights = { tasteScale: 2, likedTag: 1, dislikedTag: 2.5, dislikedMaker: 3, bias: 0.25 };
    const person = { vector: [0.6, 0.8], likedTags: ['x'], dislikedTags: ['y'], dislikedMakers: ['M'] };
    const item = { vector: [1, 0], quality: 0.5, maker: 'M', tags: ['x', 'y', 'z'] };
    // 2 * 0.6 + 0.5 - 0.25 + 1 - 2.5 - 3 = -3.05
    expect(likeLogit(weights, person, item)).toBeCloseTo(-3.05, 12);
  });
});
