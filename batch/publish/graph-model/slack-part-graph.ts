import type { SlackPart } from '../../io/model-tables.ts';
import type { GraphConstant, GraphOperation } from './graph-definition.ts';
import { matMul } from './mat-mul.ts';

/**
 * Row `name` [-1, dim] of `values` and their `squares`: values · min(1, norm / length) in the part's places,
 * sqrt(max(0, norm² - length²)) in its slack, zeros elsewhere.
 */
export function slackPartGraph(
  name: string,
  dim: number,
  { from, to, slack, normSquared }: SlackPart,
): { constants: GraphConstant[]; operations: GraphOperation[] } {
  const inPart = Float32Array.from({ length: dim }, (_, at) => (at >= from && at < to ? 1 : 0));
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
      step('length_squared', 'MatMul', ['value_squares', '_column'], matMul),
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
