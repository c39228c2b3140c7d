import { describe, expect, it } from 'vitest';
import { judgeCandidate } from '../../../batch/evaluate/gate/judge-candidate.ts';
import { gateSystemOf, soundEvidence } from './support/evidence.ts';

const sound = soundEvidence();
const values = sound.candidate.perPerson.ndcg10!;
const codes = (evidence: Parameters<typeof judgeCandidate>[0]) =>
  judgeCandidate(evidence).reasons.map(({ code }) => code);

describe('judgeCandidate()', () => {
  it('lets pass what is better than popularity and as good as the active model', () => {
    const verdict = judgeCandidate(sound);
    expect(verdict).toMatchObject({ passed: true, reasons: [] });
    expect(verdict.checks.map(({ code }) => code)).toEqual([
      'too_few_people',
      'not_above_popularity',
      'below_active',
      'coverage_fell',
      'cold_people_fell',
      'cold_items_fell',
      'vectors_not_finite',
      'vectors_not_unit',
      'scores_not_finite',
      'scores_collapsed',
    ]);
    // The lead is the same for everybody: an interval without width.
    expect(verdict.checks[1]!.sentence).toBe(
      "NDCG@10 minus popularity's is 0.1000 [0.1000, 0.1000]; the interval must lie above 0.",
    );
  });

  it('refuses a lead over popularity that may be chance', () => {
    // One person of a hundred: a third of all resamples leave them out.
    const luck = sound.popularity.perPerson.ndcg10!.map((value, at) => (at === 0 ? 1 : value));
    expect(codes({ ...sound, active: null, candidate: gateSystemOf(luck) })).toEqual([
      'not_above_popularity',
    ]);
  });

  it('refuses what is surely below the active model, however little', () => {
    const better = values.map((value) => value + 0.001);
    // Cold people lose as much.
    expect(codes({ ...sound, active: gateSystemOf(better) })).toEqual(['below_active', 'cold_people_fell']);
  });

  it('refuses a large loss where the interval is too wide to tell', () => {
    // Ten people lose 0.5, eight win 0.4: mean -0.018 of 0.318, more than a twentieth; the interval spans 0.
    const active = values.map((value, at) => (at >= 90 ? value + 0.5 : at >= 82 ? value - 0.4 : value));
    const verdict = judgeCandidate({ ...sound, active: gateSystemOf(active) });
    expect(verdict.reasons.map(({ code }) => code)).toEqual(['below_active']);
    expect(judgeCandidate({ ...sound, active: gateSystemOf(active) }, { activeTolerance: 0.1 }).passed).toBe(
      true,
    );
  });

  it('refuses a loss of coverage, beside the active model or else popularity', () => {
    const narrow = gateSystemOf(values, { coverage20: 0.39 });
    expect(codes({ ...sound, candidate: narrow })).toEqual(['coverage_fell']);
    expect(codes({ ...sound, candidate: gateSystemOf(values, { coverage20: 0.4 }) })).toEqual([]);
    const popularity = gateSystemOf(sound.popularity.perPerson.ndcg10!, { coverage20: 0.01 });
    expect(codes({ ...sound, candidate: narrow, popularity, active: null })).toEqual([]);
  });

  it('refuses a loss for cold people that the others make up for', () => {
    const cold = values.map((value, at) => (at < 40 ? value - 0.05 : value + 0.05));
    expect(codes({ ...sound, candidate: gateSystemOf(cold) })).toEqual(['cold_people_fell']);
    // Too few cold people to judge.
    const historyLengths = sound.historyLengths.map((_, at) => (at < 29 ? 1 : 20));
    expect(codes({ ...sound, candidate: gateSystemOf(cold), historyLengths })).toEqual([]);
  });

  it('refuses a loss for cold items, unless too few people like one', () => {
    const worse = (people: number) => gateSystemOf(values, { coldItems: { recall20: 0.07, people } });
    expect(codes({ ...sound, candidate: worse(100) })).toEqual(['cold_items_fell']);
    expect(codes({ ...sound, candidate: worse(29) })).toEqual([]);
  });

  it.each([
    [{ rowsNotFinite: 1 }, 'vectors_not_finite'],
    [{ largestNormError: 0.01 }, 'vectors_not_unit'],
    [{ scoresNotFinite: 2 }, 'scores_not_finite'],
    [{ spreadOverItems: 0 }, 'scores_collapsed'],
    [{ spreadOverPeople: 1e-4 }, 'scores_collapsed'],
  ])('refuses vectors or scores with %o', (wrong, code) => {
    expect(codes({ ...sound, health: { ...sound.health, ...wrong } })).toEqual([code]);
  });

  it('refuses to tell from too few people', () => {
    const few = (system: typeof sound.candidate) => gateSystemOf(system.perPerson.ndcg10!.slice(0, 29));
    expect(
      codes({
        ...sound,
        candidate: few(sound.candidate),
        popularity: few(sound.popularity),
        active: null,
        historyLengths: sound.historyLengths.slice(0, 29),
      }),
    ).toEqual(['too_few_people']);
  });
});
