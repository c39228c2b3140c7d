import type { GraphDefinition, GraphOperation } from '../../../publish/graph-model/graph-definition.ts';
import type { GraphModel } from '../../../publish/graph-model/graph-model.ts';
import { renameNodes } from '../../../publish/graph-model/rename-nodes.ts';
import { serialiseGraph } from '../../../publish/graph-model/serialise-graph.ts';
import type { WidthMap } from './width-map.ts';

const attributes = { transpose_a: { b: false }, transpose_b: { b: false } };

/**
 * An item tower with `id_embedding` (where it has one), `history_input` and `embedding` in the other width; `content`
 * stays as it is.
 */
export function mapItemTower(tower: GraphDefinition, map: WidthMap): GraphModel {
  const { from, to, history, embedding, embeddingWidth } = map;
  const inner = renameNodes(tower, (name) => (name === 'content' ? name : `original/${name}`));
  const hasIds = tower.inputs.some(({ name }) => name === 'id_embedding');
  const back = new Float32Array(to * from);
  for (let row = 0; row < from; row++) {
    for (let column = 0; column < to; column++) back[column * from + row] = history[row * to + column]!;
  }
  const slack = embeddingWidth < to;
  return serialiseGraph({
    inputs: [
      ...(hasIds ? [{ name: 'id_embedding', width: to }] : []),
      { name: 'content', width: tower.inputs.find(({ name }) => name === 'content')!.width },
    ],
    constants: [
      ...(hasIds ? [{ name: 'id_matrix', shape: [to, from], values: back }] : []),
      { name: 'history_matrix', shape: [from, to], values: history },
      { name: 'embedding_matrix', shape: [from, embeddingWidth], values: embedding },
      ...inner.constants,
      ...(slack
        ? [
            { name: 'row_axis', shape: [1], values: Int32Array.of(-1) },
            { name: 'last_axis', shape: [], values: Int32Array.of(-1) },
            { name: 'one', shape: [], values: Float32Array.of(1) },
            { name: 'zero', shape: [], values: Float32Array.of(0) },
          ]
        : []),
    ],
    operations: [
      ...(hasIds
        ? [{ name: 'original/id_embedding', op: 'MatMul', inputs: ['id_embedding', 'id_matrix'], attributes }]
        : []),
      ...inner.operations,
      {
        name: 'history_input',
        op: 'MatMul',
        inputs: ['original/history_input', 'history_matrix'],
        attributes,
      },
      {
        name: slack ? 'projected' : 'embedding',
        op: 'MatMul',
        inputs: ['original/embedding', 'embedding_matrix'],
        attributes,
      },
      ...(slack ? slackOperations : []),
    ],
    outputs: [
      { name: 'history_input', width: to },
      { name: 'embedding', width: to },
    ],
  });
}

/** embedding = [projected, sqrt(max(0, 1 - |projected|^2))] */
const slackOperations: GraphOperation[] = [
  { name: 'squares', op: 'Square', inputs: ['projected'] },
  {
    name: 'sum_of_squares',
    op: 'Sum',
    inputs: ['squares', 'row_axis'],
    attributes: { Tidx: { type: 'DT_INT32' }, keep_dims: { b: true } },
  },
  { name: 'lacking', op: 'Sub', inputs: ['one', 'sum_of_squares'] },
  { name: 'lacking_at_least_0', op: 'Maximum', inputs: ['lacking', 'zero'] },
  { name: 'slack', op: 'Sqrt', inputs: ['lacking_at_least_0'] },
  {
    name: 'embedding',
    op: 'ConcatV2',
    inputs: ['projected', 'slack', 'last_axis'],
    attributes: { N: { i: '2' }, Tidx: { type: 'DT_INT32' } },
  },
];
