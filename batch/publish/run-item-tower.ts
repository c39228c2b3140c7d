import type { CatalogueItem } from '../../shared/contracts/catalogue-item.ts';
import { contentLayout } from '../../shared/features/content-layout.ts';
import { createItemEncoder } from '../../shared/features/create-item-encoder.ts';
import type { FeatureSpec } from '../../shared/features/feature-spec.ts';
import type { GraphModel } from './graph-model/graph-model.ts';
import { loadGraph } from './graph-model/load-graph.ts';
import { itemTowerInputs } from './item-tower-inputs.ts';

const rowsAtOnce = 256;

export interface RunItemTowerOptions {
  spec: FeatureSpec;
  signal?: AbortSignal | undefined;
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Vectors of items by what they are alone, as if none had been trained on: both of shape [items, dim]. */
export async function runItemTower(
  tower: GraphModel,
  items: readonly CatalogueItem[],
  { spec, signal, onProgress }: RunItemTowerOptions,
): Promise<{ historyInputs: Float32Array; embeddings: Float32Array }> {
  const { dim } = spec;
  const { width } = contentLayout(spec);
  const encode = createItemEncoder(spec);
  const historyInputs = new Float32Array(items.length * dim);
  const embeddings = new Float32Array(items.length * dim);
  const graph = await loadGraph(tower);
  try {
    for (let first = 0; first < items.length; first += rowsAtOnce) {
      signal?.throwIfAborted();
      const some = items.slice(first, first + rowsAtOnce);
      const content = new Float32Array(some.length * width);
      for (const [row, item] of some.entries()) {
        const { indices, values } = encode(item);
        for (const [at, index] of indices.entries()) content[row * width + index] = values[at]!;
      }
      const [history, embedding] = graph.run({
        rows: some.length,
        inputs: itemTowerInputs(graph, { content, rows: some.length, dim }),
        outputs: ['history_input', 'embedding'],
      });
      historyInputs.set(history!, first * dim);
      embeddings.set(embedding!, first * dim);
      onProgress?.(first + some.length, items.length);
      // A turn of the event loop, so that signals are heard.
      await new Promise(setImmediate);
    }
    return { historyInputs, embeddings };
  } finally {
    graph.dispose();
  }
}
