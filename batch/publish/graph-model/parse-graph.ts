import { AppError } from '../../../shared/errors/app-error.ts';
import { decodeConstants } from './decode-constants.ts';
import type { GraphDefinition, GraphOperation } from './graph-definition.ts';
import type { ModelJson } from './model-json.ts';
import { readTopology, type TopologyNode } from './topology-schema.ts';

/**
 * A GraphModel as a definition that can be changed and written out again; quantised weights become float32. Names of
 * tensors (`node:0`) become names of nodes. The backend must have been selected.
 * @throws AppError INVALID_DATA for control flow, for weights that are neither float32 nor int32, and for operations
 * with other outputs than the first in use.
 */
export function parseGraph(model: ModelJson, weights: ArrayBuffer): GraphDefinition {
  const { nodes, inputNames, outputNames } = readTopology(model);
  const constants = decodeConstants(model, weights);
  const weighed = new Set(constants.map(({ name }) => name));
  const known = new Set(nodes.map(({ name }) => name));
  const inputs: GraphDefinition['inputs'] = [];
  const operations: GraphOperation[] = [];
  for (const node of nodes) {
    if (node.op === 'Placeholder') {
      if (inputNames === null || inputNames.includes(node.name)) inputs.push(placeholder(node));
    } else if (node.op === 'Const') {
      if (!weighed.has(node.name)) throw refuse(`the constant ${node.name} has no weights`);
    } else operations.push(operation(node, known));
  }
  const used = new Set(operations.flatMap((operation) => operation.inputs));
  const outputs = outputsOf(outputNames, operations, used);
  const needed = namesNeeded(outputs, operations);
  return {
    inputs: inputs.filter(({ name }) => needed.has(name)),
    constants: constants.filter(({ name }) => known.has(name) && needed.has(name)),
    operations: operations.filter(({ name }) => needed.has(name)),
    outputs,
  };
}

/** Everything that an output depends on, itself included. */
function namesNeeded(
  outputs: GraphDefinition['outputs'],
  operations: readonly GraphOperation[],
): ReadonlySet<string> {
  const byName = new Map(operations.map((operation) => [operation.name, operation]));
  const needed = new Set<string>();
  const open = outputs.map(({ name }) => name);
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (needed.has(name)) continue;
    needed.add(name);
    open.push(...(byName.get(name)?.inputs ?? []));
  }
  return needed;
}

function placeholder({ name, attr }: TopologyNode): GraphDefinition['inputs'][number] {
  const sizes = (attr as { shape?: { shape?: { dim?: { size?: string | number }[] } } }).shape?.shape?.dim;
  const width = Number(sizes?.at(-1)?.size ?? -1);
  if (sizes?.length !== 2 || !(width > 0)) {
    throw refuse(`the input ${name} has shape [${(sizes ?? []).map(({ size }) => size)}], not [-1, width]`);
  }
  return { name, width };
}

function operation({ name, op, input, attr }: TopologyNode, known: ReadonlySet<string>): GraphOperation {
  // Control inputs say when, not what: a graph without side effects runs the same without them.
  const inputs = input.filter((text) => !text.startsWith('^'));
  for (const text of inputs) {
    if (/:[1-9]\d*$/.test(text)) throw refuse(`${name} takes another output than the first of ${text}`);
    if (!known.has(nodeOf(text))) throw refuse(`${name} takes ${text}, which is no node`);
  }
  return { name, op, inputs: inputs.map(nodeOf), attributes: attr };
}

/** Those that the signature names, else what no other operation takes. Their width is not in the file. */
function outputsOf(
  names: readonly string[] | null,
  operations: readonly GraphOperation[],
  used: ReadonlySet<string>,
): GraphDefinition['outputs'] {
  const found =
    names ?? operations.flatMap(({ name, op }) => (used.has(name) || op === 'NoOp' ? [] : [name]));
  if (found.length === 0) throw refuse('it has no output');
  return found.map((name) => ({ name, width: -1 }));
}

function nodeOf(text: string): string {
  return text.replace(/:\d+$/, '');
}

function refuse(why: string): AppError {
  return new AppError('INVALID_DATA', `Cannot use the GraphModel: ${why}`, {
    hint: 'Export a plain feed-forward tower: one float input, dense layers, one output.',
  });
}
