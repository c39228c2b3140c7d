import type { Evaluation } from '../evaluate/evaluate-model.ts';
import { isInMemory, type TrainingData } from '../io/training-data.ts';
import type { TrainingConfig } from '../train/training-config.ts';
import { tableCandidates } from './table-candidates.ts';

/** Why there are neither spectral nor blended tables of streamed decisions. */
export const spectralAbsent =
  'Spectral and blended tables are made of all likes in memory; the decisions of this run were streamed from disk.';

/** What the reader of a run must know of streaming, in sentences; none where the decisions are in memory. */
export function streamingNotes(
  data: TrainingData,
  config: TrainingConfig,
  { people }: Evaluation['report'],
): string[] {
  if (isInMemory(data)) return [];
  return [
    `${count(data.decisions)} decisions were streamed from disk: more than streamAboveDecisions, ${count(config.streamAboveDecisions)}.`,
    ...(tableCandidates(config).some(({ kind }) => kind === 'spectral') ? [spectralAbsent] : []),
    `The test ranks for ${count(people.testUsed)} of the ${count(people.test)} people in it, drawn at random.`,
    'Baselines that need all likes in memory are not measured.',
  ];
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
