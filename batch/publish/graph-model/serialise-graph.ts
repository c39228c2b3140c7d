import type { GraphConstant, GraphDefinition } from './graph-definition.ts';
import type { GraphModel } from './graph-model.ts';

const float = { type: 'DT_FLOAT' };

/**
 * Writes a graph in the format that tfjs-converter's `loadGraphModel` reads. Equal graphs give equal bytes.
 * @throws RangeError when a constant holds another number of values than its shape says.
 */
export function serialiseGraph(graph: GraphDefinition): GraphModel {
  for (const constant of graph.constants) assertSize(constant);
  const model = {
    format: 'graph-model',
    generatedBy: 'adult-matching',
    convertedBy: null,
    signature: { inputs: tensorInfos(graph.inputs), outputs: tensorInfos(graph.outputs) },
    modelTopology: { node: nodesOf(graph), versions: { producer: 1 } },
    weightsManifest: [
      {
        paths: ['weights.bin'],
        weights: graph.constants.map(({ name, shape, values }) => ({
          name,
          shape,
          dtype: values instanceof Int32Array ? 'int32' : 'float32',
        })),
      },
    ],
  };
  return { modelJson: JSON.stringify(model), weights: concatenate(graph.constants) };
}

function nodesOf({ inputs, constants, operations }: GraphDefinition) {
  return [
    ...inputs.map(({ name, width }) => ({
      name,
      op: 'Placeholder',
      attr: { dtype: float, shape: { shape: dimensions([-1, width]) } },
    })),
    ...constants.map(({ name, shape, values }) => {
      const dtype = values instanceof Int32Array ? 'DT_INT32' : 'DT_FLOAT';
      const tensor = { dtype, tensorShape: dimensions(shape) };
      return { name, op: 'Const', attr: { dtype: { type: dtype }, value: { tensor } } };
    }),
    ...operations.map(({ name, op, inputs, attributes }) => ({
      name,
      op,
      input: inputs,
      attr: { T: float, ...attributes },
    })),
  ];
}

function tensorInfos(tensors: { name: string; width: number }[]) {
  return Object.fromEntries(
    tensors.map(({ name, width }) => [
      name,
      { name: `${name}:0`, dtype: 'DT_FLOAT', tensorShape: dimensions([-1, width]) },
    ]),
  );
}

// Protobuf's JSON form writes 64-bit integers as strings.
function dimensions(shape: number[]) {
  return { dim: shape.map((size) => ({ size: String(size) })) };
}

function assertSize({ name, shape, values }: GraphConstant) {
  const size = shape.reduce((product, width) => product * width, 1);
  if (values.length !== size) {
    throw new RangeError(
      `Cannot build a graph: ${name} holds ${values.length} values, its shape [${shape.join(', ')}] takes ${size}`,
    );
  }
}

function concatenate(constants: GraphConstant[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(constants.reduce((sum, { values }) => sum + values.byteLength, 0));
  let offset = 0;
  for (const { values } of constants) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), offset);
    offset += values.byteLength;
  }
  return bytes;
}
