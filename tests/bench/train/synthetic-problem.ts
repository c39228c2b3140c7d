import { createRandom } from '../../../batch/random/create-random.ts';
import type { PersonHistory } from '../../../batch/train/person-histories.ts';
import { type SparseMatrix, sparseMatrix } from '../../../batch/train/sparse-matrix.ts';
import { type TrainingConfig, trainingConfigSchema } from '../../../batch/train/training-config.ts';
import { freshState, type TrainingState } from '../../../batch/train/training-state.ts';

export interface SyntheticProblem {
  config: TrainingConfig;
  items: number;
  people: PersonHistory[];
  content: SparseMatrix;
  state: TrainingState;
}

const contentWidth = 60;
const namesAnItem = 8;

/** People with so many decisions each, popular items first, two of three of them likes; items with eight names each. */
export function syntheticProblem(size: {
  items: number;
  people: number;
  decisions: number;
  settings: Partial<TrainingConfig>;
}): SyntheticProblem {
  const { items, decisions } = size;
  const config = trainingConfigSchema.parse(size.settings);
  const random = createRandom(1);
  const people = Array.from({ length: size.people }, (_, personIndex) => {
    const chosen = new Set<number>();
    while (chosen.size < decisions) chosen.add(Math.floor(random() ** 2 * items));
    const isLike = Uint8Array.from({ length: decisions }, (_, at) => (at < 2 || random() < 2 / 3 ? 1 : 0));
    return { personIndex, items: Int32Array.from(chosen), isLike };
  });
  const content = sparseMatrix(
    Array.from({ length: items }, () => ({
      indices: Array.from({ length: namesAnItem }, () => Math.floor(random() * contentWidth)),
      values: new Array<number>(namesAnItem).fill(namesAnItem ** -0.5),
    })),
  );
  const shape = { items, contentWidth, dim: config.dim };
  const state = freshState(shape, config);
  return { config, items, people, content, state };
}
