import type { ModelManifest } from '../../shared/contracts/model-manifest.ts';
import type { TimeSplit, TrainingSet } from '../io/training-set.ts';
import type { TrainingConfig } from '../train/training-config.ts';
import { itemKnnScorer } from './baselines/item-knn-scorer.ts';
import { popularityScorer } from './baselines/popularity-scorer.ts';
import { choosePopularityWeights } from './choose-popularity-weights.ts';
import { decayedLikes } from './decayed-likes.ts';
import { evaluateRanker, type RankingMetrics, rankByScore } from './evaluate-ranker.ts';
import { type EvaluationCase, evaluationCases } from './evaluation-cases.ts';
import { type NopeEffect, nopeEffect } from './nope-effect.ts';
import { servedRanking } from './served-ranking.ts';
import { type TowerTables, twoTowerSimilarities } from './two-tower-similarities.ts';

export interface Evaluation {
  scoring: ModelManifest['scoring'];
  /** On the test part; every row had the same history, training and validation part, to go by. */
  metrics: Record<'model' | 'popularity' | 'itemKnn', RankingMetrics> & { nope: NopeEffect };
}

const halfLivesDays = [3, 7, 30, 90];
const casesForNopes = 200;

/**
 * Chooses the weight of popularity on the validation part, then ranks the full catalogue for everybody who likes
 * something in the test part: once with the model as it is served, once with each baseline.
 */
export function evaluateModel(
  data: TrainingSet,
  { trainEnd, validationEnd }: TimeSplit,
  tables: TowerTables,
  config: TrainingConfig,
): Evaluation {
  const items = data.items.length;
  const validation = evaluationCases(data, trainEnd, validationEnd);
  const choice = choosePopularityWeights(
    validation,
    remembered(logits),
    halfLivesDays.map((halfLifeDays) => ({
      halfLifeDays,
      likes: decayedLikes(data, trainEnd, halfLifeDays),
    })),
  );

  const test = evaluationCases(data, validationEnd, data.personIndex.length);
  const served = servedRanking({
    items: data.items,
    logits,
    likes: decayedLikes(data, validationEnd, choice.halfLifeDays),
    popularityWeights: choice.weights,
  });
  const allLikes = decayedLikes(data, validationEnd, Number.POSITIVE_INFINITY);
  const baseline = (scorer: Parameters<typeof rankByScore>[0]): RankingMetrics =>
    evaluateRanker(test, items, rankByScore(scorer, items));
  return {
    scoring: {
      temperature: config.temperature,
      popularityHalfLifeDays: choice.halfLifeDays,
      popularityWeights: choice.weights,
    },
    metrics: {
      model: evaluateRanker(test, items, served),
      popularity: baseline(popularityScorer(allLikes)),
      itemKnn: baseline(itemKnnScorer(data, validationEnd)),
      nope: nopeEffect(test.slice(0, casesForNopes), data.items, served),
    },
  };

  function logits(cases: readonly EvaluationCase[]): Float32Array {
    return twoTowerSimilarities(cases, tables, config).map((similarity) => similarity / config.temperature);
  }
}

/** Keeps each case's row: the search over weights asks for the same cases again and again. */
function remembered(
  scorer: (cases: readonly EvaluationCase[]) => Float32Array,
): (cases: readonly EvaluationCase[]) => Float32Array {
  const rows = new Map<EvaluationCase, Float32Array>();
  return (cases) => {
    const missing = cases.filter((entry) => !rows.has(entry));
    if (missing.length > 0) {
      const scores = scorer(missing);
      const width = scores.length / missing.length;
      for (const [row, entry] of missing.entries())
        rows.set(entry, scores.slice(row * width, (row + 1) * width));
    }
    const width = cases.length === 0 ? 0 : rows.get(cases[0]!)!.length;
    const joined = new Float32Array(cases.length * width);
    for (const [row, entry] of cases.entries()) joined.set(rows.get(entry)!, row * width);
    return joined;
  };
}
