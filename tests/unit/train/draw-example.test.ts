import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../batch/random/create-random.ts';
import { drawExample } from '../../../batch/train/draw-example.ts';
import type { PersonHistory } from '../../../batch/train/person-histories.ts';
import { scriptedRandom } from './support/scripted-random.ts';

/** `L` a like, `N` a nope, oldest first; the items are 10, 11, 12 … */
function person(decisions: string): PersonHistory {
  return {
    personIndex: 0,
    items: Int32Array.from(decisions, (_, at) => 10 + at),
    isLike: Uint8Array.from(decisions, (letter) => (letter === 'L' ? 1 : 0)),
  };
}

const cutting = 0.49;
const hiding = 0.5;
const withHistory = 1;

describe('drawExample() where it cuts', () => {
  it('gives what was before a like and asks for the next five, in order of time', () => {
    // Likes at 0 2 4 5 6 7 8; 0.2 * 7 = 1.4 takes the second, at position 2. Item 18 is the sixth like from there.
    const example = drawExample(person('LNLNLLLLL'), 0, scriptedRandom([cutting, 0.2, withHistory]));
    expect(example).toEqual({
      likes: [10],
      nopes: [11],
      targets: [12, 14, 15, 16, 17],
      hiddenNopes: [13],
    });
  });

  it('has no history before the first like but the nopes before it', () => {
    const example = drawExample(person('NLNL'), 0, scriptedRandom([cutting, 0, withHistory]));
    expect(example).toEqual({ likes: [], nopes: [10], targets: [11, 13], hiddenNopes: [12] });
  });

  it('asks for the last like alone when it cuts there', () => {
    const example = drawExample(person('LNLN'), 0, scriptedRandom([cutting, 0.999, withHistory]));
    expect(example).toEqual({ likes: [10], nopes: [11], targets: [12], hiddenNopes: [13] });
  });

  it('asks only for likes from the cut on when it hides the whole history', () => {
    // Cut at position 2; the like at 0 is neither given nor asked for.
    const example = drawExample(person('LNLN'), 1, scriptedRandom([cutting, 0.5, 0.999]));
    expect(example).toEqual({ likes: [], nopes: [], targets: [12], hiddenNopes: [11, 13] });
  });
});

describe('drawExample() where it hides', () => {
  it('keeps each decision with the drawn probability and asks for all hidden likes', () => {
    // Keep 0.3 + 0.6 * 0.5 = 0.6: drawn 0.59 keeps, 0.61 hides.
    const draws = [hiding, 0.5, 0.59, 0.61, 0.61, 0.59, 0.61, withHistory];
    const example = drawExample(person('LLNNL'), 0, scriptedRandom(draws));
    expect(example).toEqual({ likes: [10], nopes: [13], targets: [11, 14], hiddenNopes: [12] });
  });

  it('asks for the newest like when none was hidden', () => {
    const example = drawExample(person('LLN'), 0, scriptedRandom([hiding, 0, 0, 0, 0, withHistory]));
    expect(example).toEqual({ likes: [10], nopes: [12], targets: [11], hiddenNopes: [] });
  });

  it('may ask for more than five', () => {
    const draws = [hiding, 0, ...new Array<number>(7).fill(0.99), withHistory];
    expect(drawExample(person('LLLLLLL'), 0, scriptedRandom(draws)).targets).toHaveLength(7);
  });

  it('asks for every like when it hides the whole history', () => {
    const example = drawExample(person('LNL'), 1, scriptedRandom([hiding, 0, 0, 0, 0, 0.5]));
    expect(example).toEqual({ likes: [], nopes: [], targets: [10, 12], hiddenNopes: [11] });
  });
});

describe('drawExample()', () => {
  it.each(['LL', 'LNLNLLNNLLLLNLLN', 'NNNNLNL', 'LLNNNNNN'])('keeps its promises for %s', (decisions) => {
    const someone = person(decisions);
    const kinds = new Map([...decisions].map((letter, at) => [10 + at, letter]));
    const random = createRandom(6);
    for (let round = 0; round < 500; round++) {
      const { likes, nopes, targets, hiddenNopes } = drawExample(someone, 0.1, random);
      const used = [...likes, ...nopes, ...targets, ...hiddenNopes];
      expect(new Set(used).size).toBe(used.length);
      expect(targets.length).toBeGreaterThan(0);
      expect([...likes, ...targets].every((item) => kinds.get(item) === 'L')).toBe(true);
      expect([...nopes, ...hiddenNopes].every((item) => kinds.get(item) === 'N')).toBe(true);
      // Every nope is either given or a negative.
      expect(nopes.length + hiddenNopes.length).toBe(decisions.split('N').length - 1);
      for (const list of [likes, nopes, targets, hiddenNopes])
        expect(list).toEqual([...list].sort((a, b) => a - b));
    }
  });

  it('never gives what is newer than a target where it cuts', () => {
    const someone = person('LNLNLLNNLLLLNLLN');
    const random = createRandom(7);
    for (let round = 0; round < 500; round++) {
      let first = true;
      // Only the first draw decides between cutting and hiding.
      const cut = drawExample(someone, 0, () => {
        const value = first ? random() / 2 : random();
        first = false;
        return value;
      });
      expect(Math.max(9, ...cut.likes, ...cut.nopes)).toBeLessThan(Math.min(...cut.targets));
      expect(cut.targets.length).toBeLessThanOrEqual(5);
    }
  });

  it('cuts half of the time and hides the share of histories it is told to', () => {
    // Starts with nopes and is long: the history is empty only where it was emptied.
    const someone = person(`NNNNN${'LN'.repeat(30)}`);
    const random = createRandom(12);
    const rounds = 4000;
    let empty = 0;
    let long = 0;
    for (let round = 0; round < rounds; round++) {
      const { likes, nopes, targets } = drawExample(someone, 0.2, random);
      if (likes.length + nopes.length === 0) empty++;
      // Hiding asks for about 3 to 21 of 30 or all, cutting for 1 to 5.
      if (targets.length > 5) long++;
    }
    // Standard deviation sqrt(0.2 * 0.8 / 4000) = 0.0063, so four of them.
    expect(Math.abs(empty / rounds - 0.2)).toBeLessThan(0.026);
    // Of the hiding half, only the few with keep near 0.9 and luck ask for at most 5.
    expect(long / rounds).toBeGreaterThan(0.42);
    expect(long / rounds).toBeLessThan(0.51);
  });

  it('never empties a history when the share is 0, and always when it is 1', () => {
    const someone = person(`NNNNN${'LN'.repeat(30)}`);
    const random = createRandom(13);
    for (let round = 0; round < 300; round++) {
      const given = drawExample(someone, 0, random);
      expect(given.likes.length + given.nopes.length).toBeGreaterThan(0);
      const emptied = drawExample(someone, 1, random);
      expect(emptied.likes.length + emptied.nopes.length).toBe(0);
    }
  });

  it('refuses a person without a like', () => {
    expect(() => drawExample(person('NN'), 0, createRandom(1))).toThrow(
      new RangeError('Cannot draw an example: the person has no like'),
    );
  });
});
