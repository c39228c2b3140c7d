import type { ItemTower } from '../../io/model-tables.ts';
import type { GraphConstant, GraphOperation } from './graph-definition.ts';
import type { GraphModel } from './graph-model.ts';
import { serialiseGraph } from './serialise-graph.ts';

const matMul = { transpose_a: { b: false }, transpose_b: { b: false } };

/**
 * The item tower of spectral tables as a GraphModel: `content` [-1, contentWidth] -> `history_input` [-1, dim] =
 * content · historyKernel and `embedding` [-1, dim] = content · embeddingKernel, each part shortened to the norm that
 * the tower gives it where it is longer, its slack coordinate making up for what it is shorter.
 * @throws RangeError when a kernel has another size than `dim` asks for.
 */
export function buildSpectralItemTowerGraph(
  tower: Extract<ItemTower, { kind: 'spectral' }>,
  dim: number,
): GraphModel {
  const { prefix, prefixNormSquared } = tower;
  const contentWidth = tower.embeddingKernel.length / dim;
  const parts = [part('first', dim, { from: 0, slack: prefix - 1, normSquared: prefixNormSquared })];
  if (prefix < dim) {
    parts.push(part('second', dim, { from: prefix, slack: dim - 1, normSquared: 1 - prefixNormSquared }));
  }
  const whole: GraphOperation =
    parts.length === 1
      ? { name: 'embedding', op: 'Identity', inputs: ['first'] }
      : { name: 'embedding', op: 'AddV2', inputs: ['first', 'second'] };
  return serialiseGraph({
    inputs: [{ name: 'content', width: contentWidth }],
    constants: [
      { name: 'history_kernel', shape: [contentWidth, dim], values: tower.historyKernel },
      { name: 'embedding_kernel', shape: [contentWidth, dim], values: tower.embeddingKernel },
      ...parts.flatMap(({ constants }) => constants),
    ],
    operations: [
      { name: 'history_input', op: 'MatMul', inputs: ['content', 'history_kernel'], attributes: matMul },
      { name: 'values', op: 'MatMul', inputs: ['content', 'embedding_kernel'], attributes: matMul },
      { name: 'squares', op: 'Square', inputs: ['values'] },
      ...parts.flatMap(({ operations }) => operations),
      whole,
    ],
    outputs: [
      { name: 'history_input', width: dim },
      { name: 'embedding', width: dim },
    ],
  });
}

interface Part {
  /** Coordinates from `from` up to `slack` hold values. */
  from: number;
  slack: number;
  normSquared: number;
}

/** Row `name` [-1, dim]: values · min(1, norm / length) in their places, sqrt(max(0, norm² - length²)) in the slack. */
function part(
  name: string,
  dim: number,
  { from, slack, normSquared }: Part,
): { constants: GraphConstant[]; operations: GraphOperation[] } {
  const inPart = Float32Array.from({ length: dim }, (_, at) => (at >= from && at < slack ? 1 : 0));
  const inSlack = Float32Array.from({ length: dim }, (_, at) => (at === slack ? 1 : 0));
  const scalar = (label: string, value: number): GraphConstant => ({
    name: `${name}_${label}`,
    shape: [],
    values: Float32Array.of(value),
  });
  const step = (label: string, op: string, inputs: string[], attributes?: Record<string, unknown>) => ({
    name: label === '' ? name : `${name}_${label}`,
    op,
    inputs: inputs.map((input) => (input.startsWith('_') ? name + input : input)),
    ...(attributes && { attributes }),
  });
  return {
    constants: [
      { name: `${name}_column`, shape: [dim, 1], values: inPart },
      { name: `${name}_places`, shape: [1, dim], values: inPart },
      { name: `${name}_slack_place`, shape: [1, dim], values: inSlack },
      scalar('norm', Math.sqrt(normSquared)),
      scalar('norm_squared', normSquared),
      // Above zero, so that a part without any length is zeros and not 0 / 0.
      scalar('smallest_divisor', Math.max(normSquared, 1e-12)),
      scalar('zero', 0),
    ],
    operations: [
      step('length_squared', 'MatMul', ['squares', '_column'], matMul),
      step('divisor_squared', 'Maximum', ['_length_squared', '_smallest_divisor']),
      step('inverse_divisor', 'Rsqrt', ['_divisor_squared']),
      step('scale', 'Mul', ['_inverse_divisor', '_norm']),
      step('own_values', 'Mul', ['values', '_places']),
      step('scaled_values', 'Mul', ['_own_values', '_scale']),
      step('missing', 'Sub', ['_norm_squared', '_length_squared']),
      step('missing_at_least_zero', 'Maximum', ['_missing', '_zero']),
      step('slack_value', 'Sqrt', ['_missing_at_least_zero']),
      step('slack', 'Mul', ['_slack_value', '_slack_place']),
      step('', 'AddV2', ['_scaled_values', '_slack']),
    ],
  };
}
