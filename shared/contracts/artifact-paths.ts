/** Where a version's artifact lies, relative to its folder (`two_tower/<version>/` in the `models` bucket). */
export const artifactPaths = {
  manifest: 'manifest.json',
  featureSpec: 'feature_spec.json',
  metrics: 'metrics.json',
  userTowerModel: 'user_tower/model.json',
  userTowerWeights: 'user_tower/weights.bin',
  itemTowerModel: 'item_tower/model.json',
  itemTowerWeights: 'item_tower/weights.bin',
} as const;

export const modelBucket = 'models';

/** @returns the object path in the bucket, for instance `two_tower/v1/manifest.json`. */
export function artifactObjectPath(version: string, path: string): string {
  return `two_tower/${version}/${path}`;
}
