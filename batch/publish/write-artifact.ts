import type { ModelManifest } from '../../shared/contracts/model-manifest.ts';
import type { FeatureSpec } from '../../shared/features/feature-spec.ts';
import type { ItemTower, ModelTables } from '../io/model-tables.ts';
import { buildItemTowerGraph } from './graph-model/build-item-tower-graph.ts';
import { buildSpectralItemTowerGraph } from './graph-model/build-spectral-item-tower-graph.ts';
import { buildUserTowerGraph } from './graph-model/build-user-tower-graph.ts';
import type { GraphModel } from './graph-model/graph-model.ts';
import { type ArtifactOrigin, writeGraphArtifact } from './write-graph-artifact.ts';

export interface ArtifactInput extends ArtifactOrigin {
  tables: Pick<ModelTables, 'userTower' | 'itemTower'>;
  spec: FeatureSpec;
  /** How the towers' matrices are stored; default float32. */
  dtype?: ModelManifest['dtype'];
}

/**
 * Writes the artifact of tables into `folder`, which is replaced as a whole, and returns its manifest. The version
 * is named by time and by the weights: two runs never share a name.
 */
export async function writeArtifact(folder: string, input: ArtifactInput): Promise<ModelManifest> {
  const { tables, ...rest } = input;
  return writeGraphArtifact(folder, {
    ...rest,
    userTower: buildUserTowerGraph(tables.userTower, input.spec.dim),
    itemTower: itemTowerGraph(tables.itemTower, input.spec.dim),
  });
}

function itemTowerGraph(itemTower: ItemTower, dim: number): GraphModel {
  if (itemTower.kind === 'trained') {
    return buildItemTowerGraph(itemTower, { dim, contentWidth: itemTower.contentKernel.length / dim });
  }
  return buildSpectralItemTowerGraph(itemTower, dim);
}
