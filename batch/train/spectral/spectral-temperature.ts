import type { ModelTables } from '../../io/model-tables.ts';

const rowsOfSample = 200;

/**
 * The temperature at which the scores of one person spread over the items with a standard deviation of 1: with slack
 * coordinates cosines are small, and on what scale depends on the data. Taken from people who like one item each, evenly
 * drawn from the table; in (0, 1]. 1 where all scores are equal.
 */
export function spectralTemperature({ dim, historyInputs, embeddings }: ModelTables): number {
  const items = embeddings.length / dim;
  const step = Math.max(1, Math.ceil(items / rowsOfSample));
  let sum = 0;
  let people = 0;
  for (let liked = 0; liked < items; liked += step) {
    const query = historyInputs.subarray(liked * dim, (liked + 1) * dim);
    const length = Math.sqrt(query.reduce((squares, value) => squares + value * value, 0));
    if (length === 0) continue;
    let total = 0;
    let squares = 0;
    for (let item = 0; item < items; item++) {
      let score = 0;
      const from = item * dim;
      for (let at = 0; at < dim; at++) score += query[at]! * embeddings[from + at]!;
      total += score / length;
      squares += (score / length) ** 2;
    }
    sum += squares / items - (total / items) ** 2;
    people++;
  }
  const deviation = people === 0 ? 0 : Math.sqrt(Math.max(0, sum / people));
  return deviation === 0 ? 1 : deviation;
}
