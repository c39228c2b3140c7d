import type { ArtifactInput } from '../../../../batch/publish/write-artifact.ts';
import { buildFeatureSpec } from '../../../../batch/train/build-feature-spec.ts';
import { contentLayout } from '../../../../shared/features/content-layout.ts';
import { seededNumbers } from '../../../contract/support/seeded-numbers.ts';
import { makeItem } from '../../train/support/make-training-set.ts';
import { tinyConfig } from '../../train/support/tiny-config.ts';

export interface SeededArtifactOptions {
  dim: number;
  itemCount: number;
  seed?: number;
  createdAt?: Date;
}

/** What a training hands to writeArtifact(), with weights that were drawn. */
export function seededArtifactInput(options: SeededArtifactOptions): ArtifactInput {
  const { dim, itemCount, seed = 1, createdAt = new Date('2026-11-23T06:07:08.900Z') } = options;
  const config = tinyConfig({ dim, seed });
  const items = Array.from({ length: itemCount }, (_, at) => makeItem(at + 1, { maker: `maker-${at % 3}` }));
  const spec = buildFeatureSpec(items, config);
  return {
    tables: {
      userTower: {
        kernel: seededNumbers(seed, 3 * dim * dim, 1 / Math.sqrt(dim)),
        bias: seededNumbers(seed + 1, dim, 0.1),
      },
      itemTower: {
        kind: 'trained',
        contentKernel: seededNumbers(seed + 2, contentLayout(spec).width * dim, 0.1),
      },
    },
    spec,
    createdAt,
    gitCommit: null,
    preset: 'test',
    config,
    seed,
    itemCount,
    datasetFingerprint: 'd'.repeat(64),
    scoring: {
      temperature: 0.1,
      popularityHalfLifeDays: 30,
      popularityWeights: [{ minLikes: 0, weight: 1 }],
    },
    metrics: { model: { recall10: 0.5 } },
  };
}
