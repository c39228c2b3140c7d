import { AppError } from '../../../shared/errors/app-error.ts';
import { goldenInput } from '../../../shared/features/golden-input.ts';
import type { GraphDefinition } from '../graph-model/graph-definition.ts';
import type { GraphModel } from '../graph-model/graph-model.ts';
import { loadGraph } from '../graph-model/load-graph.ts';
import { normaliseRows } from '../graph-model/normalise-rows.ts';
import { renameNodes } from '../graph-model/rename-nodes.ts';
import { serialiseGraph } from '../graph-model/serialise-graph.ts';

/** A unit vector may be this much longer or shorter: float16 weights, or a norm with an epsilon. */
const unitTolerance = 1e-3;
/** None of the golden vectors' seeds but 0, the person without history. */
const probeSeeds = [0, 101, 102, 103];

/**
 * A graph made elsewhere as a user tower of ours, `x` [-1, 3 * dim] -> `embedding` [-1, dim], tried on a few inputs.
 * With `normalise` its output is brought to unit length, without it the output must have unit length already; zeros
 * for the person without history are allowed. The backend must have been selected.
 * @throws AppError INVALID_DATA when inputs, outputs or lengths are others.
 */
export async function adoptUserTower(
  graph: GraphDefinition,
  { dim, normalise }: { dim: number; normalise: boolean },
): Promise<GraphModel> {
  const [input] = graph.inputs;
  const [output] = graph.outputs;
  if (!input || graph.inputs.length > 1) throw refuse(`it takes ${graph.inputs.length} inputs, not one`);
  if (!output || graph.outputs.length > 1) throw refuse(`it has ${graph.outputs.length} outputs, not one`);
  if (input.width !== 3 * dim) {
    throw refuse(`its input is ${input.width} wide, not ${3 * dim}: three pools of the spec's ${dim}`);
  }
  const inner = renameNodes(graph, (name) => (name === input.name ? 'x' : `imported/${name}`));
  const source = inner.outputs[0]!.name;
  const last = normalise
    ? normaliseRows(source, 'embedding')
    : { constants: [], operations: [{ name: 'embedding', op: 'Identity', inputs: [source] }] };
  const tower = serialiseGraph({
    inputs: inner.inputs,
    constants: [...inner.constants, ...last.constants],
    operations: [...inner.operations, ...last.operations],
    outputs: [{ name: 'embedding', width: dim }],
  });
  await tryOut(tower, { dim, normalise });
  return tower;
}

async function tryOut(
  tower: GraphModel,
  { dim, normalise }: { dim: number; normalise: boolean },
): Promise<void> {
  for (const [at, embedding] of (await embedProbes(tower, dim)).entries()) {
    if (embedding.length !== dim) throw refuse(`its output is ${embedding.length} wide, not ${dim}`);
    const length = Math.hypot(...embedding);
    const fine = Math.abs(length - 1) <= unitTolerance || (probeSeeds[at] === 0 && length === 0);
    if (!fine) {
      const hint = normalise ? 'Its output vanishes.' : 'Import it with --normalise.';
      throw refuse(`its output has length ${length}, not 1, for an input of random numbers`, hint);
    }
  }
}

async function embedProbes(tower: GraphModel, dim: number): Promise<Float32Array[]> {
  const graph = await loadGraph(tower);
  try {
    return probeSeeds.map(
      (seed) => graph.run({ rows: 1, inputs: { x: goldenInput(seed, 3 * dim) }, outputs: ['embedding'] })[0]!,
    );
  } catch (cause) {
    throw refuse(`TF.js cannot run it: ${(cause as Error).message}`, undefined, cause);
  } finally {
    graph.dispose();
  }
}

function refuse(why: string, hint?: string, cause?: unknown): AppError {
  return new AppError('INVALID_DATA', `Cannot use the model as user tower: ${why}`, {
    hint:
      hint ?? 'A user tower takes likes, recent likes and nopes, [batch, 3 * dim], and gives [batch, dim].',
    cause,
  });
}
