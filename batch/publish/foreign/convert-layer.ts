import type { GraphConstant, GraphOperation } from '../graph-model/graph-definition.ts';
import { normaliseRows } from '../graph-model/normalise-rows.ts';
import { cannotConvert } from './cannot-convert.ts';
import { type LayerWeights, layerWeight } from './layer-weight.ts';
import type { Layer } from './layers-topology.ts';

export interface ConvertedLayer {
  constants: GraphConstant[];
  operations: GraphOperation[];
  width: number;
}
export interface LayerSource {
  name: string;
  width: number;
}

const activations: Record<string, string | null> = {
  linear: null,
  relu: 'Relu',
  relu6: 'Relu6',
  elu: 'Elu',
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  softmax: 'Softmax',
};

/** Layers that change nothing once a model is trained. */
const passing = new Set([
  'Dropout',
  'GaussianNoise',
  'GaussianDropout',
  'AlphaDropout',
  'ActivityRegularization',
]);

/**
 * Dense, Activation, ReLU, BatchNormalization, UnitNormalization, Add, Concatenate and Dropout; what it makes carries
 * the layer's name. Throws AppError INVALID_DATA for other kinds and where weights do not fit.
 */
export function convertLayer(
  layer: Layer,
  sources: readonly LayerSource[],
  weights: LayerWeights,
): ConvertedLayer {
  const { name, className, config } = layer;
  if (className === 'Add') return add(layer, sources);
  if (className === 'Concatenate') return concatenate(layer, sources);
  const [source] = sources;
  if (!source || sources.length > 1)
    throw cannotConvert(`layer ${name} (${className}) takes ${sources.length} inputs`);
  if (className === 'Dense') return dense(layer, source, weights);
  if (className === 'Activation') return activate(name, source, activationOf(name, config.activation));
  if (className === 'ReLU') {
    const plain = config.max_value == null && !config.negative_slope && !config.threshold;
    if (!plain) throw cannotConvert(`layer ${name} is a ReLU with a slope, a threshold or an end`);
    return activate(name, source, 'Relu');
  }
  if (className === 'BatchNormalization') return batchNormalization(layer, source, weights);
  if (className === 'UnitNormalization') return unitNormalization(name, source);
  if (passing.has(className)) return activate(name, source, null);
  throw cannotConvert(`layer ${name} is of the unknown kind ${className}`);
}

function dense({ name, config }: Layer, source: LayerSource, weights: LayerWeights): ConvertedLayer {
  const units = Number(config.units);
  const kernel = layerWeight(weights, { layer: name, part: 'kernel', shape: [source.width, units] });
  const activation = activationOf(name, config.activation);
  const useBias = config.use_bias !== false;
  const product = activation || useBias ? `${name}/product` : name;
  const sum = activation ? `${name}/sum` : name;
  const constants: GraphConstant[] = [{ ...kernel, name: `${name}/kernel` }];
  const operations: GraphOperation[] = [
    {
      name: useBias ? product : sum,
      op: 'MatMul',
      inputs: [source.name, `${name}/kernel`],
      attributes: { transpose_a: { b: false }, transpose_b: { b: false } },
    },
  ];
  if (useBias) {
    constants.push({
      ...layerWeight(weights, { layer: name, part: 'bias', shape: [units] }),
      name: `${name}/bias`,
    });
    operations.push({ name: sum, op: 'BiasAdd', inputs: [product, `${name}/bias`] });
  }
  if (activation) operations.push({ name, op: activation, inputs: [sum] });
  return { constants, operations, width: units };
}

/** gamma (x - mean) / sqrt(variance + epsilon) + beta, with what is known put together. */
function batchNormalization(
  { name, config }: Layer,
  source: LayerSource,
  weights: LayerWeights,
): ConvertedLayer {
  const shape = [source.width];
  const part = (found: string) => layerWeight(weights, { layer: name, part: found, shape }).values;
  const mean = part('moving_mean');
  const variance = part('moving_variance');
  const gamma = config.scale === false ? null : part('gamma');
  const beta = config.center === false ? null : part('beta');
  const epsilon = Number(config.epsilon ?? 1e-3);
  const scale = variance.map((value, at) => (gamma?.[at] ?? 1) / Math.sqrt(value + epsilon));
  const offset = scale.map((value, at) => (beta?.[at] ?? 0) - value * mean[at]!);
  return {
    constants: [
      { name: `${name}/scale`, shape, values: scale },
      { name: `${name}/offset`, shape, values: offset },
    ],
    operations: [
      { name: `${name}/scaled`, op: 'Mul', inputs: [source.name, `${name}/scale`] },
      { name, op: 'AddV2', inputs: [`${name}/scaled`, `${name}/offset`] },
    ],
    width: source.width,
  };
}

/** Keras divides by the length as it is; here zeros stay zeros. */
function unitNormalization(name: string, source: LayerSource): ConvertedLayer {
  const { constants, operations } = normaliseRows(source.name, name);
  // normaliseRows' names are for one use a graph.
  const own = (text: string): string => (text === name || text === source.name ? text : `${name}/${text}`);
  return {
    constants: constants.map((constant) => ({ ...constant, name: own(constant.name) })),
    operations: operations.map((one) => ({ ...one, name: own(one.name), inputs: one.inputs.map(own) })),
    width: source.width,
  };
}

function concatenate({ name, config }: Layer, sources: readonly LayerSource[]): ConvertedLayer {
  if (sources.length < 2) throw cannotConvert(`layer ${name} (Concatenate) takes ${sources.length} inputs`);
  const along = config.axis ?? -1;
  // Of [rows, width] the last axis is 1 as well.
  if (along !== -1 && along !== 1) throw cannotConvert(`layer ${name} puts rows together, not columns`);
  const axis = `${name}/axis`;
  const attributes = { N: { i: String(sources.length) }, Tidx: { type: 'DT_INT32' } };
  const inputs = [...sources.map((source) => source.name), axis];
  return {
    constants: [{ name: axis, shape: [], values: Int32Array.of(-1) }],
    operations: [{ name, op: 'ConcatV2', inputs, attributes }],
    width: sources.reduce((sum, { width }) => sum + width, 0),
  };
}

function add({ name }: Layer, sources: readonly LayerSource[]): ConvertedLayer {
  const [first, ...others] = sources;
  if (!first || others.length === 0)
    throw cannotConvert(`layer ${name} (Add) takes ${sources.length} inputs`);
  if (others.some(({ width }) => width !== first.width))
    throw cannotConvert(`layer ${name} adds inputs of different widths`);
  const last = others.length - 1;
  const sumOf = (at: number): string => (at === last ? name : `${name}/sum${at}`);
  const operations = others.map((source, at) => ({
    name: sumOf(at),
    op: 'AddV2',
    inputs: [at === 0 ? first.name : sumOf(at - 1), source.name],
  }));
  return { constants: [], operations, width: first.width };
}

function activate(name: string, source: LayerSource, op: string | null): ConvertedLayer {
  return {
    constants: [],
    operations: [{ name, op: op ?? 'Identity', inputs: [source.name] }],
    width: source.width,
  };
}

function activationOf(layer: string, activation: unknown): string | null {
  const found =
    typeof activation === 'string' ? activations[activation] : activation == null ? null : undefined;
  if (found === undefined) {
    throw cannotConvert(`layer ${layer} has the unknown activation ${JSON.stringify(activation)}`);
  }
  return found;
}
