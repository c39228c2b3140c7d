import { AppError } from '../../../shared/errors/app-error.ts';
import type { GraphDefinition } from '../graph-model/graph-definition.ts';
import type { GraphModel } from '../graph-model/graph-model.ts';
import { loadGraph } from '../graph-model/load-graph.ts';
import { normaliseRows } from '../graph-model/normalise-rows.ts';
import { renameNodes } from '../graph-model/rename-nodes.ts';
import { serialiseGraph } from '../graph-model/serialise-graph.ts';
import { itemTowerInputs } from '../item-tower-inputs.ts';

/**
 * A graph made elsewhere, content [-1, contentWidth] -> [-1, dim], as an item tower of ours: `history_input` =
 * `id_embedding` + its output, `embedding` = the same at unit length. A graph with the inputs and outputs of our own
 * item towers is taken as it is. The backend must have been selected.
 * @throws AppError INVALID_DATA when inputs or outputs are others.
 */
export async function adoptItemTower(
  graph: GraphDefinition,
  { dim, contentWidth }: { dim: number; contentWidth: number },
): Promise<GraphModel> {
  const tower = serialiseGraph(isOurs(graph) ? graph : wrap(graph, { dim, contentWidth }));
  await tryOut(tower, { dim, contentWidth });
  return tower;
}

function isOurs({ inputs, outputs }: GraphDefinition): boolean {
  const names = (list: { name: string }[]) =>
    list
      .map(({ name }) => name)
      .sort()
      .join();
  const known = ['content', 'content,id_embedding'].includes(names(inputs));
  return known && names(outputs) === 'embedding,history_input';
}

function wrap(
  graph: GraphDefinition,
  { dim, contentWidth }: { dim: number; contentWidth: number },
): GraphDefinition {
  const [input] = graph.inputs;
  if (!input || graph.inputs.length > 1) throw refuse(`it takes ${graph.inputs.length} inputs, not one`);
  if (graph.outputs.length !== 1) throw refuse(`it has ${graph.outputs.length} outputs, not one`);
  if (input.width !== contentWidth) {
    throw refuse(`its input is ${input.width} wide, the feature spec's content ${contentWidth}`);
  }
  const inner = renameNodes(graph, (name) => (name === input.name ? 'content' : `imported/${name}`));
  const normalised = normaliseRows('history_input', 'embedding');
  return {
    inputs: [{ name: 'id_embedding', width: dim }, ...inner.inputs],
    constants: [...inner.constants, ...normalised.constants],
    operations: [
      ...inner.operations,
      { name: 'history_input', op: 'AddV2', inputs: ['id_embedding', inner.outputs[0]!.name] },
      ...normalised.operations,
    ],
    outputs: [
      { name: 'history_input', width: dim },
      { name: 'embedding', width: dim },
    ],
  };
}

async function tryOut(
  tower: GraphModel,
  { dim, contentWidth }: { dim: number; contentWidth: number },
): Promise<void> {
  const content = new Float32Array(2 * contentWidth).fill(0.1);
  const graph = await loadGraph(tower);
  try {
    const [found] = graph.run({
      rows: 2,
      inputs: itemTowerInputs(graph, { content, rows: 2, dim }),
      outputs: ['embedding'],
    });
    if (found!.length !== 2 * dim) throw refuse(`its output is ${found!.length / 2} wide, not ${dim}`);
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    throw refuse(`TF.js cannot run it: ${(cause as Error).message}`, cause);
  } finally {
    graph.dispose();
  }
}

function refuse(why: string, cause?: unknown): AppError {
  return new AppError('INVALID_DATA', `Cannot use the model as item tower: ${why}`, {
    hint: 'An item tower takes the content that the feature spec encodes and gives [batch, dim].',
    cause,
  });
}
