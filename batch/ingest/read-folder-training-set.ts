import { buildTrainingSet } from '../io/build-training-set.ts';
import { DecisionColumns } from '../io/decision-columns.ts';
import type { TrainingSet } from '../io/training-set.ts';
import { type ReadFolderOptions, readFolder } from './read-folder.ts';

/** What `readTrainingSet` returns after this folder alone was imported, without a database. Item ids count from 1. */
export async function readFolderTrainingSet(
  folder: string,
  options: ReadFolderOptions = {},
): Promise<TrainingSet> {
  const { name, items, decisions } = await readFolder(folder, options);
  const keyed = new DecisionColumns();
  const keys = [...decisions.people.keys()].map((key) => `${name}:${key}`);
  for (let row = 0; row < decisions.length; row++) {
    keyed.push(keys[decisions.personIndex[row]!]!, decisions.itemIndex[row]!, {
      isLike: decisions.isLike[row] === 1,
      decidedAt: decisions.decidedAt[row]!,
    });
  }
  const numbered = items.map((item, index) => ({ ...item, id: index + 1 }));
  return buildTrainingSet(numbered, keyed);
}
