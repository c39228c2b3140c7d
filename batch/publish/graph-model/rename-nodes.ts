import type { GraphDefinition } from './graph-definition.ts';

/** The same graph with other names; inputs, constants, operations and outputs alike go through `rename`. */
export function renameNodes(graph: GraphDefinition, rename: (name: string) => string): GraphDefinition {
  return {
    inputs: graph.inputs.map((input) => ({ ...input, name: rename(input.name) })),
    constants: graph.constants.map((constant) => ({ ...constant, name: rename(constant.name) })),
    operations: graph.operations.map((operation) => ({
      ...operation,
      name: rename(operation.name),
      inputs: operation.inputs.map(rename),
    })),
    outputs: graph.outputs.map((output) => ({ ...output, name: rename(output.name) })),
  };
}
