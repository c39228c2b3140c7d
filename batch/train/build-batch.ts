import type { Random } from '../random/create-random.ts';
import { drawDistinct } from './candidates/draw-distinct.ts';
import { limitExample } from './candidates/limit-example.ts';
import { createRowIndex, type RowIndex } from './candidates/row-index.ts';
import { samplingOffsets } from './candidates/sampling-offsets.ts';
import { drawExample, type Example } from './draw-example.ts';
import { historyMatrices } from './history-matrices.ts';
import type { PersonHistory } from './person-histories.ts';
import type { SparseMatrix } from './sparse-matrix.ts';
import type { TrainingConfig } from './training-config.ts';

/** A step's input. */
export interface Batch {
  size: number;
  /** Items that the step reads, by catalogue index. The first `candidates` of them are ranked, the rest only pooled. */
  rows: Int32Array;
  candidates: number;
  /** [size, rows] each. */
  likes: SparseMatrix;
  recentLikes: SparseMatrix;
  nopes: SparseMatrix;
  /**
   * [size, candidates], row-major: weight of each target; a row sums to sqrt(number of targets). In a batch of decisions 1
   * for a like and -1 for a nope.
   */
  targets: Float32Array;
  /** [size, candidates], row-major: added to the logits. -1e4 takes a known positive out of the loss. */
  logitOffsets: Float32Array;
}

export interface Catalogue {
  items: number;
  /** Of candidateRates(); read when candidates are sampled. */
  rates: Float64Array;
  /** Added to the logits of each item while training, at most 0. */
  priors: Float32Array;
}

const masked = -1e4;

/** With `sampledNegatives` = 0 every item is a row and a candidate, in the order of the catalogue. */
export function buildBatch(
  people: readonly PersonHistory[],
  catalogue: Catalogue,
  config: TrainingConfig,
  random: Random,
): Batch {
  const examples = people.map((person) => {
    const example = drawExample(person, config.emptyHistory, random);
    return config.sampledNegatives === 0 ? example : limitExample(example, random);
  });
  const index = createRowIndex(catalogue.items);
  const offsets = addCandidates(index, { examples, catalogue, config, random });
  const histories = historyMatrices(examples, { history: config.history, index });
  const candidates = offsets.length;
  const targets = new Float32Array(people.length * candidates);
  const logitOffsets = new Float32Array(people.length * candidates);
  const rows = index.items();
  for (let row = 0; row < candidates; row++) offsets[row] = offsets[row]! + catalogue.priors[rows[row]!]!;
  for (const [row, person] of people.entries()) {
    const at = row * candidates;
    const ofPerson = logitOffsets.subarray(at, at + candidates);
    ofPerson.set(offsets);
    setKnown(ofPerson, { person, example: examples[row]!, index, catalogue, config });
    const { targets: asked } = examples[row]!;
    for (const item of asked) targets[at + index.rowOf(item)] = asked.length ** -0.5;
  }
  return { size: people.length, rows, candidates, ...histories, targets, logitOffsets };
}

interface CandidateSource {
  examples: readonly Example[];
  catalogue: Catalogue;
  config: TrainingConfig;
  random: Random;
}

/** @returns what is added to the logit of each candidate of a person who did not bring it. */
function addCandidates(
  index: RowIndex,
  { examples, catalogue, config: { sampledNegatives }, random }: CandidateSource,
): Float32Array {
  const { items, rates } = catalogue;
  if (sampledNegatives === 0) {
    for (let item = 0; item < items; item++) index.add(item);
    return new Float32Array(items);
  }
  for (const { targets, hiddenNopes } of examples) {
    for (const item of targets) index.add(item);
    for (const item of hiddenNopes) index.add(item);
  }
  for (const item of drawDistinct(sampledNegatives, items, random)) index.add(item);
  return samplingOffsets(index.items(), rates, { items, sampledNegatives, people: examples.length });
}

interface Known {
  person: PersonHistory;
  example: Example;
  index: RowIndex;
  catalogue: Catalogue;
  config: TrainingConfig;
}

/** Offsets of the candidates that a person decided on; `offsets` has one entry a candidate. */
function setKnown(offsets: Float32Array, { person, example, index, catalogue, config }: Known): void {
  const set = (item: number, offset: number): void => {
    const row = index.rowOf(item);
    // Rows past the candidates are only in histories.
    if (row >= 0 && row < offsets.length) offsets[row] = offset + catalogue.priors[item]!;
  };
  for (const [at, item] of person.items.entries()) {
    // Every other like of the person is a known positive, not a negative.
    if (person.isLike[at]) set(item, masked);
  }
  for (const item of example.nopes) set(item, masked);
  for (const item of example.hiddenNopes) set(item, Math.log1p(config.nopeNegativeWeight));
  for (const item of example.targets) set(item, 0);
}
