import { beforeAll, describe, expect, it } from 'vitest';
import { buildItemTowerGraph } from '../../../batch/publish/graph-model/build-item-tower-graph.ts';
import { buildUserTowerGraph } from '../../../batch/publish/graph-model/build-user-tower-graph.ts';
import type { GraphModel } from '../../../batch/publish/graph-model/graph-model.ts';
import { modelJsonSchema } from '../../../batch/publish/graph-model/model-json.ts';
import { parseGraph } from '../../../batch/publish/graph-model/parse-graph.ts';
import { serialiseGraph } from '../../../batch/publish/graph-model/serialise-graph.ts';
import { selectBackend } from '../../../batch/train/backend/select-backend.ts';
import { seededNumbers } from '../../contract/support/seeded-numbers.ts';
import { catchError } from '../train/support/catch-error.ts';

interface StoredModel {
  signature?: unknown;
  modelTopology: { node: Record<string, unknown>[] };
  weightsManifest: [{ weights: Record<string, unknown>[] }];
}

const dim = 2;
const user = buildUserTowerGraph({ kernel: seededNumbers(1, 12, 1), bias: seededNumbers(2, 2, 1) }, dim);
const item = buildItemTowerGraph({ contentKernel: seededNumbers(3, 6, 1) }, { dim, contentWidth: 3 });

const parse = (
  { modelJson, weights }: GraphModel,
  change: (model: StoredModel) => unknown = () => undefined,
) => {
  const model = JSON.parse(modelJson);
  change(model);
  return parseGraph(modelJsonSchema.parse(model), weights.buffer);
};

beforeAll(async () => {
  await selectBackend('wasm');
});

describe('parseGraph()', () => {
  it.each([
    ['user tower', user],
    ['item tower', item],
  ])('and serialiseGraph() give a %s back byte for byte', (_, graph) => {
    const parsed = parse(graph);
    const outputs = parsed.outputs.map(({ name }) => ({ name, width: dim }));
    expect(serialiseGraph({ ...parsed, outputs })).toEqual(graph);
  });

  it('finds inputs and outputs where there is no signature, and leaves out what no output needs', () => {
    const parsed = parse(user, (model) => {
      delete model.signature;
      const [first] = model.modelTopology.node;
      model.modelTopology.node.push(
        { ...first, name: 'unused' },
        { name: 'saver', op: 'NoOp', input: ['^embedding'] },
      );
    });
    expect(parsed.inputs).toEqual([{ name: 'x', width: 6 }]);
    expect(parsed.outputs.map(({ name }) => name)).toEqual(['embedding']);
  });

  it.each<[string, (model: StoredModel) => unknown, string]>([
    [
      'an unknown operation',
      (m) => Object.assign(m.modelTopology.node.at(-1)!, { op: 'Where' }),
      'embedding is the unknown operation Where',
    ],
    ['functions', (m) => Object.assign(m.modelTopology, { library: { function: [{}] } }), 'control flow'],
    [
      'two nodes of one name',
      (m) => m.modelTopology.node.push(m.modelTopology.node[0]!),
      'two nodes have the name x',
    ],
    [
      'an input that is no node',
      (m) => Object.assign(m.modelTopology.node.at(-1)!, { input: ['nowhere'] }),
      'nowhere',
    ],
    [
      'a second output of a node',
      (m) => Object.assign(m.modelTopology.node.at(-1)!, { input: ['z:1'] }),
      'another output',
    ],
    ['nodes without names', (m) => m.modelTopology.node.splice(0, 1, {}), 'topology'],
    [
      'weights of another type',
      (m) => Object.assign(m.weightsManifest[0].weights[0]!, { dtype: 'bool' }),
      'is of type bool',
    ],
    ['a constant without weights', (m) => m.weightsManifest[0].weights.pop(), 'has no weights'],
    [
      'an input without a width',
      (m) => Object.assign(m.modelTopology.node[0]!, { attr: {} }),
      'the input x has shape []',
    ],
  ])('refuses %s', async (_, change, message) => {
    expect(await catchError(async () => parse(user, change))).toMatchObject({
      code: 'INVALID_DATA',
      message: expect.stringContaining(message),
    });
  });

  it('refuses weights that are not finite', async () => {
    const kernel = Float32Array.of(Number.NaN, ...seededNumbers(1, 11, 1));
    const broken = buildUserTowerGraph({ kernel, bias: seededNumbers(2, 2, 1) }, dim);
    expect(await catchError(async () => parse(broken))).toMatchObject({
      message: expect.stringContaining('not finite'),
    });
  });
});
