import type { Batch } from '../../../../batch/train/build-batch.ts';
import type { SparseMatrix } from '../../../../batch/train/sparse-matrix.ts';
import { parameterNames } from '../../../../batch/train/tower-parameters.ts';
import { toDense } from './to-dense.ts';

/** Parameters in double precision, so that a finite difference of 1e-5 is not lost in rounding. */
export type PlainParameters = Record<(typeof parameterNames)[number], Float64Array>;

export interface PlainProblem {
  batch: Batch;
  content: SparseMatrix;
  hidden: Uint8Array;
  dim: number;
  temperature: number;
}

/** The loss of a training step, written as the formula is, in loops. */
export function plainLoss(parameters: PlainParameters, problem: PlainProblem): number {
  const { batch, content, hidden, dim } = problem;
  const encoded = toDense(content, parameters.content.length / dim);
  const ofContent = encoded.map((row) => times(row, parameters.content, dim));
  const ids = encoded.map((_, item) => parameters.itemIds.subarray(item * dim, (item + 1) * dim));
  const history = ofContent.map((row, item) => row.map((value, at) => value + ids[item]![at]!));
  const candidates = ofContent.map((row, item) =>
    unit(hidden[item] ? row : row.map((value, at) => value + ids[item]![at]!)),
  );
  const pools = [batch.likes, batch.recentLikes, batch.nopes].map((matrix) =>
    toDense(matrix, content.rows).map((weights) => times(weights, history.flat(), dim)),
  );
  let loss = 0;
  let weight = 0;
  for (let person = 0; person < batch.size; person++) {
    const input = pools.flatMap((block) => block[person]!);
    const user = unit(times(input, parameters.kernel, dim).map((value, at) => value + parameters.bias[at]!));
    const row = (table: Float32Array) => table.subarray(person * content.rows, (person + 1) * content.rows);
    const logits = candidates.map(
      (candidate, item) => dot(user, candidate) / problem.temperature + row(batch.logitOffsets)[item]!,
    );
    const logNormaliser = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
    for (const [item, target] of row(batch.targets).entries()) {
      loss += target * (logNormaliser - logits[item]!);
      weight += target;
    }
  }
  return loss / weight;
}

/** Central differences of `loss` in every parameter. */
export function finiteDifferences(
  parameters: PlainParameters,
  loss: (parameters: PlainParameters) => number,
): PlainParameters {
  const step = 1e-5;
  const entries = parameterNames.map((name) => {
    const values = parameters[name];
    const slopes = values.map((value, at) => {
      values[at] = value + step;
      const above = loss(parameters);
      values[at] = value - step;
      const below = loss(parameters);
      values[at] = value;
      return (above - below) / (2 * step);
    });
    return [name, slopes];
  });
  return Object.fromEntries(entries) as PlainParameters;
}

function times(row: readonly number[], table: ArrayLike<number>, width: number): number[] {
  return Array.from({ length: width }, (_, column) =>
    row.reduce((sum, value, at) => sum + value * table[at * width + column]!, 0),
  );
}

function unit(row: readonly number[]): number[] {
  const norm = Math.sqrt(dot(row, row));
  return row.map((value) => value / norm);
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, at) => sum + value * b[at]!, 0);
}
