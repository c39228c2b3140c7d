import { decodeConstants } from '../graph-model/decode-constants.ts';
import type { GraphConstant, GraphDefinition } from '../graph-model/graph-definition.ts';
import { parseGraph } from '../graph-model/parse-graph.ts';
import { layersToGraph } from './layers-to-graph.ts';
import { readModelFiles } from './read-model-files.ts';

export interface ForeignTower {
  format: 'layers-model' | 'graph-model';
  graph: GraphDefinition;
  /** Files that it was read from. */
  paths: string[];
}

/**
 * A TF.js model made elsewhere, LayersModel or GraphModel, as a graph definition. The backend must have been selected.
 * @throws AppError ARTIFACT_MISSING or INVALID_DATA saying what is wrong with it.
 */
export async function readForeignTower(modelPath: string): Promise<ForeignTower> {
  const { model, weights, paths } = await readModelFiles(modelPath);
  // Old converters left the format out; only a GraphModel has nodes.
  const format = model.format ?? ('node' in model.modelTopology ? 'graph-model' : 'layers-model');
  if (format === 'graph-model') return { format, graph: parseGraph(model, weights), paths };
  const isFloat = (constant: GraphConstant): constant is GraphConstant & { values: Float32Array } =>
    constant.values instanceof Float32Array;
  const floats = new Map(
    decodeConstants(model, weights)
      .filter(isFloat)
      .map((one) => [one.name, one] as const),
  );
  return { format, graph: layersToGraph(model.modelTopology, floats), paths };
}
