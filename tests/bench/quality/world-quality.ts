import { maskHistory } from '../../../batch/evaluate/case-blocks.ts';
import { decayedLikes } from '../../../batch/evaluate/decayed-likes.ts';
import {
  addDecision,
  type EvaluationCase,
  evaluationCases,
} from '../../../batch/evaluate/evaluation-cases.ts';
import { byScore } from '../../../batch/evaluate/measure-scorer.ts';
import { modelScorer } from '../../../batch/evaluate/model-scorer.ts';
import { withNope } from '../../../batch/evaluate/nope-effect.ts';
import { sampleCases } from '../../../batch/evaluate/sample-cases.ts';
import type { RowRanker } from '../../../batch/evaluate/scorer.ts';
import { servedPage } from '../../../batch/evaluate/served-page.ts';
import { twoTowerScorer } from '../../../batch/evaluate/two-tower-scorer.ts';
import type { TrainingSet } from '../../../batch/io/training-set.ts';
import type { MadeModel } from '../../../batch/jobs/make-model.ts';
import type { World } from '../../../batch/simulate/world.ts';
import type { Figures } from '../support/figures.ts';
import { onboarding } from './onboarding-items.ts';
import { historyOf, likeProbabilities, trueNdcg } from './true-tastes.ts';

const people = 300;
const warm = 20;
const swipes = 5;
/** After so many decisions the next page is looked at. */
const young = [0, 1, 2, 3, 5, 10, 20];
const chosenTags = 3;
const pageLength = 20;

/** What only a world with known tastes can tell: how near the model is to the oracle, and what a nope does. */
export function measureWorldQuality(
  figures: Figures,
  { world, data, made }: { world: World; data: TrainingSet; made: MadeModel },
): void {
  const cases = evaluationCases(data, data.split.validationEnd, data.personIndex.length);
  const experienced = sampleCases(
    cases.filter(({ likes }) => likes.length >= warm),
    { limit: people, seed: 1 },
  );
  const rank = ranker(data, made);
  try {
    figures.add('NDCG@10 over the oracle’s, people with 20 likes', meanTrueNdcg(experienced), {
      ...{ unit: '', bar: 0.8, atLeast: true },
    });
    figures.add(
      'NDCG@10 over the oracle’s, after five swipes',
      meanTrueNdcg(experienced.map((entry) => firstSwipes(entry, swipes))),
      {
        ...{ unit: '', bar: 0.5, atLeast: true },
      },
    );
    measureColdStart(experienced);
    const falls = experienced.flatMap((entry) => nopeFalls(entry, data.items, rank.served) ?? []);
    for (const [name, key] of [
      ['same maker', 'maker'],
      ['same main tags', 'tags'],
    ] as const) {
      const values = falls.flatMap((fall) => (Number.isNaN(fall[key]) ? [] : [fall[key]]));
      figures.add(`fall of the ${name} after a nope, median of ${values.length}`, median(values), {
        ...{ unit: '', bar: 0.5, atLeast: true },
      });
    }
    figures.add(
      'of the rest of the page that stays after a nope, median',
      median(falls.map(({ rest }) => rest)),
      {
        ...{ unit: '', bar: 0.5, atLeast: true },
      },
    );
  } finally {
    rank.dispose();
  }

  /** How pages get better from the first one on, without and with tags that the person chose. */
  function measureColdStart(some: readonly EvaluationCase[]): void {
    const begin = onboarding(data.items, rank.likes);
    const curve = (tags: number) =>
      young.map((count) => {
        const values = some.map((entry) => {
          const known = firstSwipes(entry, count);
          const probabilities = likeProbabilities(world, entry.personIndex);
          const declared = begin.itemsOf(begin.tagsOf(probabilities, tags), historyOf(known));
          return trueNdcg(rank.best(known, 10, declared), probabilities, {
            history: historyOf(known),
            k: 10,
          });
        });
        return values.reduce((sum, value) => sum + value, 0) / values.length;
      });
    const [plain, chosen] = [curve(0), curve(chosenTags)];
    for (const [index, count] of young.entries()) {
      const name = `NDCG@10 over the oracle’s, after ${count} swipes`;
      figures.add(name, plain[index]!, {
        // Each look at a person is worth something: never less than at the look before.
        ...(index > 0 ? { unit: '', bar: plain[index - 1]!, atLeast: true } : { unit: '' }),
      });
      figures.add(`${name}, ${chosenTags} tags chosen`, chosen[index]!, {
        ...{ unit: '', bar: plain[index]!, atLeast: true },
      });
    }
  }

  function meanTrueNdcg(some: readonly EvaluationCase[]): number {
    let sum = 0;
    for (const entry of some) {
      const ranked = rank.best(entry, 10);
      sum += trueNdcg(ranked, likeProbabilities(world, entry.personIndex), {
        history: historyOf(entry),
        k: 10,
      });
    }
    return sum / some.length;
  }
}

/** `declared`: items that count as the person's first likes, best first, though they may come on the page. */
type Rank = (entry: EvaluationCase, limit: number, declared?: readonly number[]) => number[];

function ranker(data: TrainingSet, { fitted, evaluation }: MadeModel) {
  const { temperature } = fitted;
  const scorer = twoTowerScorer(fitted.tables, { history: fitted.spec.history, temperature });
  const likes = decayedLikes(data, data.split.validationEnd, evaluation.scoring.popularityHalfLifeDays);
  const score = modelScorer({
    ...{ logits: scorer.logits, likes },
    popularityWeights: evaluation.scoring.popularityWeights,
  });
  const by =
    (page: RowRanker): Rank =>
    (entry, limit, declared = []) => {
      const scores = score([withDeclared(entry, declared)]);
      maskHistory(scores, entry);
      return page(entry, scores, limit);
    };
  return { likes, best: by(byScore), served: by(servedPage(data.items)), dispose: () => scorer.dispose() };
}

/** The person as they were after their first `count` decisions. */
function firstSwipes(entry: EvaluationCase, count: number): EvaluationCase {
  return withDecisions(entry, entry.decisions.slice(0, count));
}

function withDeclared(entry: EvaluationCase, declared: readonly number[]): EvaluationCase {
  if (declared.length === 0) return entry;
  const first = declared.toReversed().map((item) => ({ item, isLike: true }));
  return withDecisions(entry, [...first, ...entry.decisions]);
}

function withDecisions(entry: EvaluationCase, decisions: EvaluationCase['decisions']): EvaluationCase {
  const person = {
    ...entry,
    decisions: [],
    likes: [],
    nopes: [],
    targets: new Set<number>(),
    newNopes: new Set<number>(),
  };
  for (const { item, isLike } of decisions) addDecision(person, item, isLike);
  return person;
}

interface Fall {
  /** 1 - share after / share before, in (-inf, 1]; NaN where the page held none beside the noped one. */
  maker: number;
  tags: number;
  /** Share of the other items of the page, neither of the maker nor of the tags, that are on the next one. */
  rest: number;
}

/** Shows a page, nopes its first item, and shows the next page. */
function nopeFalls(entry: EvaluationCase, items: TrainingSet['items'], rank: Rank): Fall | null {
  const [noped, ...before] = rank(entry, pageLength + 1);
  if (noped === undefined) return null;
  const after = rank(withNope(entry, noped), pageLength);
  const sameMaker = (item: number) => items[item]!.maker === items[noped]!.maker;
  const sameTags = (item: number) => overlap(items[item]!.tags, items[noped]!.tags) >= 0.5;
  const rest = before.filter((item) => !sameMaker(item) && !sameTags(item));
  if (rest.length === 0) return null;
  return {
    maker: fall(before, after, sameMaker),
    tags: fall(before, after, sameTags),
    rest: rest.filter((item) => after.includes(item)).length / rest.length,
  };
}

function fall(before: readonly number[], after: readonly number[], is: (item: number) => boolean): number {
  const share = (page: readonly number[]) => page.filter(is).length / page.length;
  return share(before) === 0 ? Number.NaN : 1 - share(after) / share(before);
}

/** Jaccard index. */
function overlap(a: readonly string[], b: readonly string[]): number {
  const common = a.filter((tag) => b.includes(tag)).length;
  return common / Math.max(1, a.length + b.length - common);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
