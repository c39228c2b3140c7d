import type { GraphDefinition } from '../graph-model/graph-definition.ts';
import { cannotConvert } from './cannot-convert.ts';
import { convertLayer, type LayerSource } from './convert-layer.ts';
import type { LayerWeights } from './layer-weight.ts';
import { type Layer, readLayers } from './layers-topology.ts';

/**
 * A LayersModel of dense layers as a graph with the same output: Dense, Activation, ReLU, BatchNormalization,
 * UnitNormalization, Add, Concatenate and Dropout. Names of nodes are those of the layers.
 * @throws AppError INVALID_DATA naming the first layer that is of another kind or whose weights do not fit.
 */
export function layersToGraph(modelTopology: unknown, weights: LayerWeights): GraphDefinition {
  const { layers, output } = readLayers(modelTopology);
  const graph: GraphDefinition = { inputs: [], constants: [], operations: [], outputs: [] };
  const done = new Map<string, number>();
  for (const [at, layer] of layers.entries()) {
    if (layer.className === 'InputLayer') {
      const width = inputWidth(layer);
      graph.inputs.push({ name: layer.name, width });
      done.set(layer.name, width);
      continue;
    }
    if (at === 0 && layer.inputs.length === 0) {
      const width = inputWidth(layer);
      graph.inputs.push({ name: 'sequential_input', width });
      done.set('sequential_input', width);
      layer.inputs.push('sequential_input');
    }
    const sources = layer.inputs.map((name): LayerSource => {
      const width = done.get(name);
      if (width === undefined)
        throw cannotConvert(`layer ${layer.name} takes ${name}, which comes after it or is not there`);
      return { name, width };
    });
    const converted = convertLayer(layer, sources, weights);
    graph.constants.push(...converted.constants);
    graph.operations.push(...converted.operations);
    done.set(layer.name, converted.width);
  }
  graph.outputs.push({ name: output, width: done.get(output)! });
  return graph;
}

function inputWidth({ name, config }: Layer): number {
  const shape = config.batch_input_shape ?? config.batch_shape;
  const width = Array.isArray(shape) && shape.length === 2 ? Number(shape[1]) : Number.NaN;
  if (!(width > 0))
    throw cannotConvert(`layer ${name} takes inputs of shape ${JSON.stringify(shape)}, not [null, width]`);
  return width;
}
