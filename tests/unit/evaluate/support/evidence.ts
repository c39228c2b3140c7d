import type { GateEvidence, GateSystem } from '../../../../batch/evaluate/gate/gate-evidence.ts';

/** A system with these values of NDCG@10 and Recall@20, and nothing wrong with it. */
export function gateSystemOf(values: Float32Array, known: Partial<GateSystem> = {}): GateSystem {
  return {
    perPerson: { ndcg10: values, recall20: values },
    coverage20: 0.5,
    coldItems: { recall20: 0.1, people: 100 },
    ...known,
  };
}

/** A hundred people, forty of them cold; the candidate is 0.1 better than popularity for each. */
export function soundEvidence(known: Partial<GateEvidence> = {}): GateEvidence {
  const base = Float32Array.from({ length: 100 }, (_, at) => (at % 5) / 10);
  return {
    candidate: gateSystemOf(base.map((value) => value + 0.1)),
    popularity: gateSystemOf(base),
    active: gateSystemOf(base.map((value) => value + 0.1)),
    historyLengths: Int32Array.from({ length: 100 }, (_, at) => (at < 40 ? 1 : 20)),
    health: {
      rows: 10,
      rowsNotFinite: 0,
      largestNormError: 1e-7,
      scoresNotFinite: 0,
      spreadOverItems: 1,
      spreadOverPeople: 0.5,
    },
    ...known,
  };
}
