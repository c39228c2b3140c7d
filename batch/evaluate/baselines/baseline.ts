import type { TrainingData } from '../../io/training-data.ts';
import type { EvaluationCase } from '../evaluation-cases.ts';
import type { Scorer } from '../scorer.ts';

/** What a baseline may learn from. Every scorer folds in a case's likes, as the model does. */
export interface BaselineProblem {
  data: TrainingData;
  /** Fits that are compared on validation see rows [0, trainEnd). */
  trainEnd: number;
  /** The last fit sees rows [0, fitEnd): as many as the model saw. */
  fitEnd: number;
  /** Popularity for the test counts rows [0, historyEnd), as the model's own term does. */
  historyEnd: number;
  /** Cases with history [0, trainEnd), to choose settings by. */
  validation: readonly EvaluationCase[];
  seed: number;
  signal?: AbortSignal | undefined;
}

export interface FittedBaseline {
  /** For the test. */
  scorer: Scorer;
  /** What was chosen on validation. */
  settings: Record<string, number | string>;
  settingsTried: number;
  notes: string[];
  seconds: { tune: number; fit: number };
}

export interface AbsentBaseline {
  /** Why there is no result, in a sentence. */
  absent: string;
}

/** Of a baseline that needs all likes in memory, where they are streamed. */
export const absentWhereStreamed: AbsentBaseline = {
  absent: 'It is fitted on all likes in memory; the decisions of this run were streamed from disk.',
};

export interface Baseline {
  name: string;
  /** Chooses its settings on validation by itself, then fits for the test. */
  fit(problem: BaselineProblem): Promise<FittedBaseline | AbsentBaseline>;
}
