import { addressText } from './find-dataset.ts';
import type { ListedDataset } from './list-datasets.ts';

export interface PruneRule {
  /** So many of the newest versions of every stage and name stay, at least 1. */
  keep: number;
  /** What was made after this moment stays too. */
  madeBefore?: Date | undefined;
  /** What was made from a dataset that goes, goes with it; otherwise the parents of what stays, stay. */
  cascade?: boolean | undefined;
}

export interface PrunePlan {
  doomed: ListedDataset[];
  /** Old enough to go, but something that stays was made from them. */
  heldByChildren: ListedDataset[];
}

/** Which datasets go. `datasets` must be all there are, of each stage and name the newest first. */
export function planPrune(datasets: readonly ListedDataset[], rule: PruneRule): PrunePlan {
  const seen = new Map<string, number>();
  const surplus = new Set<string>();
  for (const dataset of datasets) {
    const name = `${dataset.stage}/${dataset.name}`;
    const newer = seen.get(name) ?? 0;
    seen.set(name, newer + 1);
    const old = rule.madeBefore === undefined || new Date(dataset.manifest.createdAt) < rule.madeBefore;
    if (newer >= rule.keep && old) surplus.add(addressText(dataset));
  }
  if (rule.cascade) return { doomed: withDescendants(datasets, surplus), heldByChildren: [] };

  const kept = withAncestors(datasets, (dataset) => !surplus.has(addressText(dataset)));
  const isSurplus = datasets.filter((dataset) => surplus.has(addressText(dataset)));
  return {
    doomed: isSurplus.filter((dataset) => !kept.has(addressText(dataset))),
    heldByChildren: isSurplus.filter((dataset) => kept.has(addressText(dataset))),
  };
}

/** What is to stay, with everything that it was made from. */
function withAncestors(
  datasets: readonly ListedDataset[],
  stays: (dataset: ListedDataset) => boolean,
): Set<string> {
  const byAddress = new Map(datasets.map((dataset) => [addressText(dataset), dataset]));
  const kept = new Set<string>();
  const open = datasets.filter(stays);
  for (let dataset = open.pop(); dataset; dataset = open.pop()) {
    const address = addressText(dataset);
    if (kept.has(address)) continue;
    kept.add(address);
    for (const parent of dataset.manifest.parents) {
      const found = byAddress.get(addressText(parent));
      if (found) open.push(found);
    }
  }
  return kept;
}

function withDescendants(datasets: readonly ListedDataset[], surplus: Set<string>): ListedDataset[] {
  const doomed = new Set(surplus);
  for (let grown = true; grown; ) {
    grown = false;
    for (const dataset of datasets) {
      if (doomed.has(addressText(dataset))) continue;
      if (!dataset.manifest.parents.some((parent) => doomed.has(addressText(parent)))) continue;
      doomed.add(addressText(dataset));
      grown = true;
    }
  }
  return datasets.filter((dataset) => doomed.has(addressText(dataset)));
}
