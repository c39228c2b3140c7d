import type { Evaluation } from '../evaluate/evaluate-model.ts';
import { isInMemory, type TrainingData } from '../io/training-data.ts';
import type { TrainingConfig } from '../train/training-config.ts';

/** What the reader of a run must know of streaming, in sentences; none where the decisions are in memory. */
export function streamingNotes(
  data: TrainingData,
  { streamAboveDecisions }: Pick<TrainingConfig, 'streamAboveDecisions'>,
  { people }: Evaluation['report'],
): string[] {
  if (isInMemory(data)) return [];
  return [
    `${count(data.decisions)} decisions were streamed from disk: more than streamAboveDecisions, ${count(streamAboveDecisions)}.`,
    `The test ranks for ${count(people.testUsed)} of the ${count(people.test)} people in it, drawn at random.`,
    'What needs all likes in memory is not measured: the other baselines, and estimates from logged impressions.',
  ];
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
