import type { SlackPart } from '../../io/model-tables.ts';

/** Where the coordinates of a vector of `dim` lie: [values | slack] of the prefix, then [values | slack] of the rest. */
export interface NestedLayout {
  dim: number;
  /** Width of the prefix with its slack, which stands at `prefix - 1`; `dim` where there is only one slack. */
  prefix: number;
  /** Coordinates that are no slack. */
  values: number;
}

export interface NestedNorms {
  /** Largest squared norm of the prefix' values. */
  first: number;
  /** Largest squared norm of the other values; 0 where there is only one slack. */
  second: number;
}

/** A vector that is no longer than the prefix asked for has one slack coordinate, at its end. */
export function nestedLayout(dim: number, prefix: number): NestedLayout {
  return dim <= prefix ? { dim, prefix: dim, values: dim - 1 } : { dim, prefix, values: dim - 2 };
}

/** Coordinate of value number `at`. */
export function coordinateOf({ prefix }: NestedLayout, at: number): number {
  return at < prefix - 1 ? at : at + 1;
}

/** Largest squared norms of both parts of `rows` [n, dim], in whose slack coordinates nothing stands yet. */
export function largestNorms(rows: Float32Array, { dim, prefix }: NestedLayout): NestedNorms {
  const norms = { first: 0, second: 0 };
  for (let start = 0; start < rows.length; start += dim) {
    norms.first = Math.max(norms.first, squaredNorm(rows, start, start + prefix - 1));
    norms.second = Math.max(norms.second, squaredNorm(rows, start + prefix, start + dim - 1));
  }
  return norms;
}

/**
 * Makes rows [n, dim] of length 1, in place, so that cosines order them as inner products did, over the whole vector
 * and over the prefix (Bachrach et al., RecSys 2014, applied twice): slack1^2 = M1 - |x1|^2, slack2^2 = M2 - M1 -
 * |x2|^2, all divided by sqrt(M2), where M1 = first and M2 = first + second. A query is 0 in both. A part that is longer
 * than the norms allow, as that of a row outside of those they were taken from may be, is shortened to them.
 */
export function fillSlack(rows: Float32Array, { dim, prefix }: NestedLayout, norms: NestedNorms): void {
  const scale = (norms.first + norms.second) ** -0.5;
  for (let start = 0; start < rows.length; start += dim) {
    fillPart(rows, { from: start, slack: start + prefix - 1 }, { limit: norms.first, scale });
    if (prefix < dim) {
      fillPart(rows, { from: start + prefix, slack: start + dim - 1 }, { limit: norms.second, scale });
    }
  }
}

/** The same as parts with norms, for rows of length 1. */
export function slackParts({ dim, prefix }: NestedLayout, norms: NestedNorms): SlackPart[] {
  const total = norms.first + norms.second;
  const first = { from: 0, to: prefix - 1, slack: prefix - 1, normSquared: norms.first / total };
  if (prefix === dim) return [first];
  return [first, { from: prefix, to: dim - 1, slack: dim - 1, normSquared: norms.second / total }];
}

function fillPart(
  rows: Float32Array,
  { from, slack }: { from: number; slack: number },
  { limit, scale }: { limit: number; scale: number },
): void {
  const squared = squaredNorm(rows, from, slack);
  const shortened = squared > limit ? scale * Math.sqrt(limit / squared) : scale;
  for (let at = from; at < slack; at++) rows[at] = rows[at]! * shortened;
  rows[slack] = scale * Math.sqrt(Math.max(0, limit - squared));
}

function squaredNorm(rows: Float32Array, from: number, to: number): number {
  let sum = 0;
  for (let at = from; at < to; at++) sum += rows[at]! * rows[at]!;
  return sum;
}
