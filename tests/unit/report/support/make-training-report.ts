import type { EvaluationReport } from '../../../../shared/contracts/evaluation-report.ts';
import type { TrainingReport } from '../../../../shared/contracts/training-report.ts';

type System = EvaluationReport['systems'][number];

export function makeSystem(name: string, kind: System['kind'], ndcg10: number): System {
  const group = (of: string, recall20: number) => ({
    name: of,
    counts: { people: 5 },
    metrics: { recall20 },
  });
  return {
    name,
    kind,
    absent: null,
    notes: [],
    settings: {},
    settingsTried: 3,
    seconds: { tune: 1, fit: 2, rank: 3 },
    result: {
      metrics: { ndcg10, recall20: 2 * ndcg10, coverage20: 0.5 },
      intervals: { ndcg10: { mean: ndcg10, low: ndcg10 - 0.01, high: ndcg10 + 0.01 } },
      byHistoryLength: [group('0', 0.1), group('1-4', 0.3)],
      byItemPopularity: [group('head', 0.4), group('cold', 0)],
      coldItems: [{ name: 'among-cold', counts: { targets: 4 }, metrics: { recall20: 0.25 } }],
      makers: [
        { maker: 'Maker A', catalogueShare: 0.2, exposureShare: 0.3 },
        { maker: null, catalogueShare: 0.1, exposureShare: 0.05 },
      ],
    },
  };
}

/** A whole report of a small run. */
export function makeTrainingReport(change: Partial<TrainingReport> = {}): TrainingReport {
  return {
    format: 'adult-matching/training@1',
    version: 'v20260101000000-0a1b2c3d',
    createdAt: '2026-01-01T00:00:00.000Z',
    preset: 'quickstart',
    gitCommit: null,
    config: { seed: 1, history: { likeLimit: 50 } },
    dataset: null,
    datasetFingerprint: 'f'.repeat(64),
    backend: 'wasm',
    dim: 8,
    dtype: 'float32',
    tables: 'trained',
    items: 30,
    people: 12,
    decisions: 200,
    seconds: { train: 3, evaluate: 2, write: 1 },
    examplesPerSecond: 250,
    notes: [],
    epochs: [
      { epoch: 1, loss: 3, validation: {} },
      { epoch: 2, loss: 2.5, validation: { ndcg10: 0.2 } },
    ],
    evaluation: {
      format: 'adult-matching/evaluation@1',
      objective: 'ndcg10 + recall20',
      ks: [10, 20],
      catalogue: { items: 30, coldItems: 2 },
      rows: { train: 160, validation: 20, test: 20, fitted: 160, timed: true },
      people: { validation: 8, validationUsed: 8, test: 9, testUsed: 9 },
      candidates: [
        {
          name: 'trained',
          chosen: true,
          value: 0.6,
          metrics: {},
          popularityHalfLifeDays: 30,
          popularityWeights: [{ minLikes: 0, weight: 1 }],
          settingsTried: 4,
          seconds: 1,
        },
      ],
      systems: [
        makeSystem('model', 'model', 0.21),
        makeSystem('served', 'served', 0.2),
        makeSystem('prefix-4', 'variant', 0.19),
        makeSystem('popularity', 'baseline', 0.1),
        { ...makeSystem('ease', 'baseline', 0), absent: 'Too many items.', result: null },
      ],
      differences: [
        { of: 'model', against: 'popularity', metric: 'ndcg10', mean: 0.11, low: 0.02, high: 0.2 },
      ],
      bootstrap: { resamples: 100, level: 0.95, seed: 1 },
      nope: { sameMaker: 0.4 },
      health: null,
      seconds: 2,
    },
    prefixes: [
      { dim: 4, metrics: { ndcg10: 0.19 } },
      { dim: 8, metrics: { ndcg10: 0.21 } },
    ],
    offPolicy: null,
    itemMap: {
      colouredBy: 'tag',
      groups: ['drama', 'other'],
      points: [
        { x: 0, y: 0, group: 0 },
        { x: 1, y: 0.5, group: 0 },
        { x: -1, y: 2, group: 1 },
      ],
      explained: [0.4, 0.2],
      items: 30,
    },
    ...change,
  };
}
