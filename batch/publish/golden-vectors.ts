import { goldenInput } from '../../shared/features/golden-input.ts';
import type { GraphModel } from './graph-model/graph-model.ts';
import { runUserTower } from './run-user-tower.ts';

const seeds = [0, 1, 2];

/** What the stored user tower answers to inputs that every runtime can rebuild; the manifest keeps them. */
export async function goldenVectors(
  userTower: GraphModel,
  dim: number,
): Promise<{ seed: number; embedding: number[] }[]> {
  const embeddings = await runUserTower(
    userTower,
    dim,
    seeds.map((seed) => goldenInput(seed, 3 * dim)),
  );
  return seeds.map((seed, index) => ({ seed, embedding: Array.from(embeddings[index]!) }));
}
