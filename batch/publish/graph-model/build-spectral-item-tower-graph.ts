import type { ItemTower } from '../../io/model-tables.ts';
import type { GraphConstant, GraphOperation } from './graph-definition.ts';
import type { GraphModel } from './graph-model.ts';
import { matMul } from './mat-mul.ts';
import { normaliseRows } from './normalise-rows.ts';
import { serialiseGraph } from './serialise-graph.ts';
import { slackPartGraph } from './slack-part-graph.ts';

interface GraphPiece {
  constants: GraphConstant[];
  operations: GraphOperation[];
}

/**
 * The item tower of spectral or blended tables as a GraphModel: `content` [-1, contentWidth] -> `history_input`
 * [-1, dim] = content · historyKernel and `embedding` [-1, dim] = content · embeddingKernel, each part shortened to
 * the norm that the tower gives it where it is longer, its slack coordinate making up for what it is shorter; of
 * blended tables also the trained columns of `history_input`, brought to their norm.
 * @throws RangeError when a kernel has another size than `dim` asks for.
 */
export function buildSpectralItemTowerGraph(
  tower: Exclude<ItemTower, { kind: 'trained' }>,
  dim: number,
): GraphModel {
  const contentWidth = tower.embeddingKernel.length / dim;
  const pieces = tower.parts.map((part, at) => slackPartGraph(`part_${at}`, dim, part));
  const rows = tower.parts.map((_, at) => `part_${at}`);
  if (tower.kind === 'blended') {
    pieces.push(trainedDirection(tower.trained, dim));
    rows.push('trained');
  }
  return serialiseGraph({
    inputs: [{ name: 'content', width: contentWidth }],
    constants: [
      { name: 'history_kernel', shape: [contentWidth, dim], values: tower.historyKernel },
      { name: 'embedding_kernel', shape: [contentWidth, dim], values: tower.embeddingKernel },
      ...pieces.flatMap(({ constants }) => constants),
    ],
    operations: [
      { name: 'history_input', op: 'MatMul', inputs: ['content', 'history_kernel'], attributes: matMul },
      { name: 'values', op: 'MatMul', inputs: ['content', 'embedding_kernel'], attributes: matMul },
      { name: 'value_squares', op: 'Square', inputs: ['values'] },
      ...pieces.flatMap(({ operations }) => operations),
      ...sum(rows, 'embedding'),
    ],
    outputs: [
      { name: 'history_input', width: dim },
      { name: 'embedding', width: dim },
    ],
  });
}

/** Row `trained` [-1, dim]: the columns of `history_input` that are named, at the length given, zeros elsewhere. */
function trainedDirection(
  { columns, normSquared }: { columns: Int32Array; normSquared: number },
  dim: number,
): GraphPiece {
  const places = new Float32Array(dim);
  for (const column of columns) places[column] = 1;
  const normalised = normaliseRows('trained_values', 'trained_direction');
  return {
    constants: [
      { name: 'trained_places', shape: [1, dim], values: places },
      { name: 'trained_norm', shape: [], values: Float32Array.of(Math.sqrt(normSquared)) },
      ...normalised.constants,
    ],
    operations: [
      { name: 'trained_values', op: 'Mul', inputs: ['history_input', 'trained_places'] },
      ...normalised.operations,
      { name: 'trained', op: 'Mul', inputs: ['trained_direction', 'trained_norm'] },
    ],
  };
}

function sum(rows: readonly string[], output: string): GraphOperation[] {
  const [first, ...others] = rows as [string, ...string[]];
  if (others.length === 0) return [{ name: output, op: 'Identity', inputs: [first] }];
  return others.map((row, at) => ({
    name: at === others.length - 1 ? output : `${output}_${at}`,
    op: 'AddV2',
    inputs: [at === 0 ? first : `${output}_${at - 1}`, row],
  }));
}
