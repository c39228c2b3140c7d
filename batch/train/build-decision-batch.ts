import type { Random } from '../random/create-random.ts';
import type { Batch, Catalogue } from './build-batch.ts';
import { limitExample } from './candidates/limit-example.ts';
import { createRowIndex } from './candidates/row-index.ts';
import { drawDecisions } from './draw-decisions.ts';
import { historyMatrices } from './history-matrices.ts';
import type { PersonHistory } from './person-histories.ts';
import type { TrainingConfig } from './training-config.ts';

/** The input of a step with the logistic loss: its candidates are the items on which decisions were hidden. */
export function buildDecisionBatch(
  people: readonly PersonHistory[],
  { items }: Pick<Catalogue, 'items'>,
  { emptyHistory, sampledNegatives, history }: TrainingConfig,
  random: Random,
): Batch {
  const examples = people.map((person) => {
    const example = drawDecisions(person, emptyHistory, random);
    return sampledNegatives === 0 ? example : limitExample(example, random);
  });
  const index = createRowIndex(items);
  for (const { targets, hiddenNopes } of examples)
    for (const item of [...targets, ...hiddenNopes]) index.add(item);
  const candidates = index.items().length;
  const targets = new Float32Array(people.length * candidates);
  for (const [row, { targets: likes, hiddenNopes }] of examples.entries()) {
    for (const item of likes) targets[row * candidates + index.rowOf(item)] = 1;
    for (const item of hiddenNopes) targets[row * candidates + index.rowOf(item)] = -1;
  }
  const matrices = historyMatrices(examples, { history, index });
  const logitOffsets = new Float32Array(targets.length);
  return { size: people.length, rows: index.items(), candidates, ...matrices, targets, logitOffsets };
}
