import { z } from 'zod';
import { cannotConvert } from './cannot-convert.ts';

const layerSchema = z.object({
  class_name: z.string(),
  name: z.string().optional(),
  config: z.record(z.string(), z.unknown()),
  inbound_nodes: z.array(z.unknown()).optional(),
});
const modelSchema = z.object({
  class_name: z.string(),
  config: z.union([
    z.array(layerSchema),
    z.object({
      name: z.string().optional(),
      layers: z.array(layerSchema).min(1),
      input_layers: z.unknown().optional(),
      output_layers: z.unknown().optional(),
    }),
  ]),
});
const topologySchema = z.union([z.object({ model_config: modelSchema }), modelSchema]);

export interface Layer {
  name: string;
  className: string;
  config: Record<string, unknown>;
  /** Names of the layers whose output it takes. */
  inputs: string[];
}

export interface LayersTopology {
  layers: Layer[];
  /** The layer whose output is the model's. */
  output: string;
}

/**
 * The layers of a Sequential or functional Keras model as TF.js, Keras 2 or Keras 3 describe it.
 * @throws AppError INVALID_DATA for anything else, and for layers that are used twice.
 */
export function readLayers(modelTopology: unknown): LayersTopology {
  const parsed = topologySchema.safeParse(modelTopology);
  if (!parsed.success) throw cannotConvert('its topology is not that of a LayersModel');
  const model = 'model_config' in parsed.data ? parsed.data.model_config : parsed.data;
  const { config } = model;
  if (model.class_name === 'Sequential') return sequence(Array.isArray(config) ? config : config.layers);
  if (Array.isArray(config) || !['Model', 'Functional'].includes(model.class_name)) {
    throw cannotConvert(`it is a ${model.class_name}, neither Sequential nor functional`);
  }
  const layers = config.layers.map((layer): Layer => {
    const name = nameOf(layer);
    const calls = layer.inbound_nodes ?? [];
    if (calls.length > 1) throw cannotConvert(`layer ${name} is used ${calls.length} times`);
    return { name, className: layer.class_name, config: layer.config, inputs: sourcesOf(calls) };
  });
  const outputs = sourcesOf(config.output_layers ?? []);
  const [output] = outputs;
  if (outputs.length !== 1 || !layers.some(({ name }) => name === output)) {
    throw cannotConvert(`it has ${outputs.length} outputs, not one`);
  }
  return { layers, output: output! };
}

function sequence(given: z.output<typeof layerSchema>[]): LayersTopology {
  const layers: Layer[] = [];
  for (const layer of given) {
    const before = layers.at(-1);
    layers.push({
      name: nameOf(layer),
      className: layer.class_name,
      config: layer.config,
      inputs: before ? [before.name] : [],
    });
  }
  const last = layers.at(-1);
  if (!last) throw cannotConvert('it has no layers');
  return { layers, output: last.name };
}

function nameOf({ name, config, class_name }: z.output<typeof layerSchema>): string {
  const found = name ?? config.name;
  if (typeof found !== 'string' || found === '') throw cannotConvert(`a layer ${class_name} has no name`);
  return found;
}

/** Names in `[name, node, tensor, …]` (Keras 2, TF.js), however nested, and in `keras_history` (Keras 3). */
function sourcesOf(value: unknown): string[] {
  if (Array.isArray(value)) {
    const [name, node] = value;
    return typeof name === 'string' && typeof node === 'number' ? [name] : value.flatMap(sourcesOf);
  }
  if (value === null || typeof value !== 'object') return [];
  const { keras_history: history, ...rest } = value as Record<string, unknown>;
  return history === undefined ? Object.values(rest).flatMap(sourcesOf) : sourcesOf(history);
}
