import type { StreamedSet } from '../../../../batch/io/streamed-set.ts';
import type { TrainingSet } from '../../../../batch/io/training-set.ts';

/** A set that gives its training part as a dataset on disk does, 100 rows at a time; nothing else can be asked of it. */
export function streamedSet({
  items,
  tagGroups,
  split,
  fingerprint,
  personKeys,
  ...columns
}: TrainingSet): StreamedSet {
  const unasked = () => {
    throw new TypeError('Only the training part can be asked for');
  };
  return {
    ...{
      items,
      tagGroups,
      split,
      fingerprint,
      people: personKeys.length,
      decisions: columns.personIndex.length,
    },
    timed: true,
    hasNopes: columns.isLike.includes(0),
    async eachByPerson(end, each, signal) {
      const rows = Array.from({ length: end }, (_, row) => row).sort(
        (a, b) => columns.personIndex[a]! - columns.personIndex[b]! || a - b,
      );
      for (let first = 0; first < rows.length; first += 100) {
        signal?.throwIfAborted();
        const some = rows.slice(first, first + 100);
        await each({
          people: some.map((row) => columns.personIndex[row]!),
          items: some.map((row) => columns.itemIndex[row]!),
          isLike: some.map((row) => columns.isLike[row]!),
        });
      }
    },
    eachLike: unasked,
    peopleWithNewLikes: unasked,
    decisionsOf: unasked,
  };
}
