import { createHash } from 'node:crypto';
import type { CatalogueItem } from '../../../shared/contracts/catalogue-item.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { TrainingSet } from '../../io/training-set.ts';
import type { ImportEnvironment } from '../import-files/import-options.ts';
import { type BenchmarkFiles, benchmarkParts } from './benchmark-files.ts';
import { holdOutLikes } from './hold-out-likes.ts';
import { joinParts } from './join-parts.ts';
import { itemWithoutContent, readItems } from './read-items.ts';
import { type ReadPart, readPart } from './read-part.ts';

export interface BenchmarkSet {
  data: TrainingSet;
  counts: {
    people: number;
    items: number;
    itemsWithContent: number;
    /** Of the item file, without any event: they are not ranked. */
    itemsWithoutEvents: number;
    train: number;
    valid: number;
    test: number;
    neutral: number;
    nopes: number;
    rejected: number;
  };
  timed: boolean;
  /** Where validation comes from. */
  validation: 'given' | 'latest likes of the training part' | 'random likes of the training part';
}

export interface ReadBenchmarkOptions extends BenchmarkFiles {
  /** Of each training person's likes, for validation, where there is no file for it. */
  validationShare: number;
  seed: number;
  /** Share of the lines of a file that may be no events, 0 to 1. */
  maxRejectShare: number;
}

/**
 * A data set with a fixed split as a training set, rows ordered train, valid, test. Its catalogue is every item with an
 * event in any part. @throws AppError as the readers of files do, and NOT_ENOUGH_DATA without likes in train or test.
 */
export async function readBenchmarkSet(
  env: ImportEnvironment,
  { maxRejectShare, validationShare, seed, ...files }: ReadBenchmarkOptions,
): Promise<BenchmarkSet> {
  const parts: ReadPart[] = [];
  for (const part of benchmarkParts) {
    const path = files[part];
    if (path === undefined) continue;
    env.onProgress?.(parts.length, 3, `reading ${part}`);
    parts.push(await readPart(env, { part, path, maxRejectShare }));
  }
  const known: Map<string, CatalogueItem> =
    files.item === undefined ? new Map() : await readItems(env, { path: files.item, maxRejectShare });
  const joined = await joinParts(env.duck, parts);
  const { rows, timed, externalIds, personKeys } = joined;
  const given = files.valid !== undefined;
  const split = given
    ? { ...joined, trainRows: rows.train }
    : holdOutLikes(joined, {
        trainRows: rows.train,
        people: personKeys.length,
        share: validationShare,
        timed,
        seed,
      });
  const validationEnd = rows.train + rows.valid;
  refuseEmpty('train', split.isLike.subarray(0, split.trainRows));
  refuseEmpty('validation', split.isLike.subarray(split.trainRows, validationEnd));
  refuseEmpty('test', split.isLike.subarray(validationEnd));
  const items = externalIds.map((externalId, at) => ({
    id: at + 1,
    ...(known.get(externalId) ?? itemWithoutContent(externalId)),
  }));
  const { personIndex, itemIndex, isLike, decidedAt, trainRows } = split;
  const itemsWithContent = externalIds.filter((externalId) => known.has(externalId)).length;
  const data: TrainingSet = {
    items,
    personKeys,
    personIndex,
    itemIndex,
    isLike,
    decidedAt,
    split: { trainEnd: trainRows, validationEnd },
    fingerprint: fingerprintOf([personIndex, itemIndex, isLike, decidedAt], items),
  };
  return {
    data,
    counts: {
      people: personKeys.length,
      items: items.length,
      itemsWithContent,
      itemsWithoutEvents: known.size - itemsWithContent,
      train: trainRows,
      valid: validationEnd - trainRows,
      test: rows.test,
      neutral: joined.neutral,
      nopes: isLike.reduce((sum, like) => sum + 1 - like, 0),
      rejected: parts.reduce((sum, part) => sum + part.rejected, 0),
    },
    timed,
    validation: given
      ? 'given'
      : timed
        ? 'latest likes of the training part'
        : 'random likes of the training part',
  };
}

function refuseEmpty(part: string, isLike: Uint8Array): void {
  if (isLike.includes(1)) return;
  throw new AppError(
    'NOT_ENOUGH_DATA',
    `Cannot run the benchmark: nobody likes anything in the ${part} part`,
    {
      hint:
        part === 'validation'
          ? 'Give a file with --valid, or more training likes a person: three at least.'
          : 'Check the file and the ratings: 4 and more are likes.',
    },
  );
}

function fingerprintOf(columns: NodeJS.TypedArray[], items: TrainingSet['items']): string {
  const hash = createHash('sha256');
  for (const column of columns)
    hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  return hash.update(JSON.stringify(items)).digest('hex');
}
