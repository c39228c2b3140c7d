import type { TrainingReport } from '../../shared/contracts/training-report.ts';
import { createRandom } from '../random/create-random.ts';
import { shuffle } from '../random/shuffle.ts';
import { itemGroups } from './item-groups.ts';
import { itemTagGroups } from './item-tag-groups.ts';
import { principalComponents } from './principal-components.ts';

export interface MapItemsInput {
  /** [items, dim], row-major. */
  embeddings: Float32Array;
  dim: number;
  /** Tags of each item. */
  tagsOf: readonly (readonly string[])[];
  /** The group of each tag that is in one. */
  tagGroups?: ReadonlyMap<string, string> | undefined;
  seed: number;
  /** Above this a random sample is drawn; default 3,000. */
  most?: number;
}

/**
 * The map of item vectors for the report: two principal components of a sample, coloured by tag group, or where
 * no tag of the sample is in one by common tag.
 */
export function mapItems(input: MapItemsInput): NonNullable<TrainingReport['itemMap']> {
  const { embeddings, dim, tagsOf, tagGroups = new Map(), seed, most = 3000 } = input;
  const items = embeddings.length / dim;
  const order = Int32Array.from({ length: items }, (_, item) => item);
  if (items > most) shuffle(order, createRandom(seed, 3));
  const sample = order.subarray(0, most).slice().sort();
  const table = new Float32Array(sample.length * dim);
  for (const [row, item] of sample.entries()) {
    table.set(embeddings.subarray(item * dim, (item + 1) * dim), row * dim);
  }
  const { coordinates, explained } = principalComponents(table, { dim, seed });
  // Of the sample, so that no group is without points.
  const tags = Array.from(sample, (item) => tagsOf[item] ?? []);
  const isGrouped = tags.some((own) => own.some((tag) => tagGroups.has(tag)));
  const { groups, groupOf } = isGrouped ? itemTagGroups(tags, { tagGroups }) : itemGroups(tags);
  return {
    colouredBy: isGrouped ? 'tag group' : 'tag',
    groups,
    points: Array.from(sample, (_, row) => ({
      x: coordinates[2 * row]!,
      y: coordinates[2 * row + 1]!,
      group: groupOf[row]!,
    })),
    explained,
    items,
  };
}
