import {
  buildUserTowerGraph,
  type UserTowerWeights,
} from '../../../publish/graph-model/build-user-tower-graph.ts';
import type { GraphDefinition } from '../../../publish/graph-model/graph-definition.ts';
import { modelJsonSchema } from '../../../publish/graph-model/model-json.ts';
import { parseGraph } from '../../../publish/graph-model/parse-graph.ts';

/** The weights of a tower that `buildUserTowerGraph` wrote; null for any other. */
export function readLinearTower(tower: GraphDefinition, dim: number): UserTowerWeights | null {
  const floats = (name: string) => {
    const values = tower.constants.find((constant) => constant.name === name)?.values;
    return values instanceof Float32Array ? values : null;
  };
  const kernel = floats('kernel');
  const bias = floats('bias');
  if (kernel?.length !== 3 * dim * dim || bias?.length !== dim) return null;
  const { modelJson, weights } = buildUserTowerGraph({ kernel, bias }, dim);
  const rebuilt = parseGraph(modelJsonSchema.parse(JSON.parse(modelJson)), weights.buffer);
  const same = JSON.stringify(rebuilt.operations) === JSON.stringify(tower.operations);
  return same ? { kernel, bias } : null;
}
