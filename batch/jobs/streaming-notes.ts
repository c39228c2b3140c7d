import type { Evaluation } from '../evaluate/evaluate-model.ts';
import { isInMemory, type TrainingData } from '../io/training-data.ts';
import type { TrainingConfig } from '../train/training-config.ts';
import { type TableKind, tableKinds } from './fit-tables.ts';

/** Why there are no spectral tables of streamed decisions. */
export const spectralAbsent =
  'Spectral tables are made of all likes in memory; the decisions of this run were streamed from disk.';

/** What the reader of a run must know of streaming, in sentences; none where the decisions are in memory. */
export function streamingNotes(
  data: TrainingData,
  config: TrainingConfig,
  { people }: Evaluation['report'],
): string[] {
  if (isInMemory(data)) return [];
  const kinds: TableKind[] = tableKinds(config);
  return [
    `${count(data.decisions)} decisions were streamed from disk: more than streamAboveDecisions, ${count(config.streamAboveDecisions)}.`,
    ...(kinds.includes('spectral') ? [spectralAbsent] : []),
    `The test ranks for ${count(people.testUsed)} of the ${count(people.test)} people in it, drawn at random.`,
    'Baselines that need all likes in memory are not measured.',
  ];
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
