import type { ItemTower, ModelTables } from '../../io/model-tables.ts';
import type { BlendLayout } from './blend-layout.ts';
import { placeColumns } from './place-columns.ts';
import { spectralShare } from './spectral-share.ts';

/**
 * The item tower of blended tables; what is spectral of a history input is scaled by `historyScale`.
 * @throws RangeError when the tables are of another kind.
 */
export function blendItemTowers(
  { trained, spectral }: { trained: ModelTables; spectral: ModelTables },
  { layout, historyScale }: { layout: BlendLayout; historyScale: number },
): ItemTower {
  if (trained.itemTower.kind !== 'trained' || spectral.itemTower.kind !== 'spectral')
    throw new RangeError('Cannot blend: tables of another kind were given');
  const { dim } = layout;
  const { contentKernel } = trained.itemTower;
  const contentWidth = contentKernel.length / trained.dim;
  const historyKernel = new Float32Array(contentWidth * dim);
  const embeddingKernel = new Float32Array(contentWidth * dim);
  const places = { columns: layout.spectral };
  const { historyKernel: history, embeddingKernel: embedding, parts } = spectral.itemTower;
  placeColumns(
    { values: historyKernel, dim },
    { values: contentKernel, dim: trained.dim },
    { columns: layout.trained },
  );
  placeColumns(
    { values: historyKernel, dim },
    { values: history, dim: spectral.dim },
    { ...places, scale: historyScale },
  );
  placeColumns(
    { values: embeddingKernel, dim },
    { values: embedding, dim: spectral.dim },
    { ...places, scale: Math.sqrt(spectralShare) },
  );
  return {
    kind: 'blended',
    historyKernel,
    embeddingKernel,
    parts: parts.map(({ from, to, slack, normSquared }) => ({
      // The columns of a part follow each other in the layout, its slack after them.
      from: layout.spectral[from]!,
      to: layout.spectral[to]!,
      slack: layout.spectral[slack]!,
      normSquared: spectralShare * normSquared,
    })),
    trained: { columns: layout.trained, normSquared: 1 - spectralShare },
  };
}
