import { stat } from 'node:fs/promises';
import type { CatalogueItem } from '../../shared/contracts/catalogue-item.ts';
import type { DecisionColumns } from '../io/decision-columns.ts';
import { checkPeopleFile } from './check-people-file.ts';
import { locateAtomicFiles } from './locate-atomic-files.ts';
import type { RatingLimits } from './rating-limits.ts';
import { type DecisionCounts, readInteractions } from './read-interactions.ts';
import { readItems } from './read-items.ts';

export interface FolderData {
  /** Name of the data set. */
  name: string;
  items: CatalogueItem[];
  /** False where the items are nothing but the ids that the interactions name. */
  hasCatalogue: boolean;
  /** `itemIndex` points into `items`. */
  decisions: DecisionColumns;
  counts: DecisionCounts;
}

export interface ReadFolderOptions extends RatingLimits {
  /** Bytes read so far, of all files together. */
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/** All of a folder of RecBole atomic files, checked to the last row. Throws INVALID_DATA or INVALID_CONFIG. */
export async function readFolder(folder: string, options: ReadFolderOptions = {}): Promise<FolderData> {
  const files = await locateAtomicFiles(folder);
  const onBytes = await countBytes([files.user, files.item, files.inter], options.onProgress);
  if (files.user) await checkPeopleFile(files.user, onBytes);
  const items = files.item ? await readItems(files.item, onBytes) : [];
  const indices = new Map(items.map((item, index) => [item.externalId, index]));
  const indexOf = (itemId: string): number | undefined => {
    const known = indices.get(itemId);
    if (known !== undefined || files.item) return known;
    indices.set(itemId, items.length);
    return items.push(bareItem(itemId)) - 1;
  };
  const { likeMin, nopeMax } = options;
  const interactions = await readInteractions(files.inter, { indexOf, likeMin, nopeMax, onBytes });
  return { name: files.name, items, hasCatalogue: files.item !== null, ...interactions };
}

function bareItem(externalId: string): CatalogueItem {
  return {
    externalId,
    title: externalId,
    maker: null,
    series: null,
    performers: [],
    tags: [],
    releasedAt: null,
    durationMinutes: null,
    priceYen: null,
  };
}

async function countBytes(files: (string | null)[], onProgress: ReadFolderOptions['onProgress']) {
  if (!onProgress) return undefined;
  let total = 0;
  for (const file of files) total += file ? (await stat(file)).size : 0;
  let done = 0;
  return (count: number) => {
    done += count;
    onProgress(done, total);
  };
}
