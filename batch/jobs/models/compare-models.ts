import type { FoundModel } from './find-model.ts';

export interface ComparedMetric {
  /** For instance `model.ndcg10`. */
  metric: string;
  /** Null where that model has none of this name. */
  a: number | null;
  b: number | null;
  /** b - a */
  difference: number | null;
  /** Difference over |a|; null where a is 0. */
  relative: number | null;
}

export interface ModelComparison {
  a: { version: string; preset: string; dim: number; items: number };
  b: ModelComparison['a'];
  /** Whether both were measured on the same data: only then do differences say something of the models. */
  sameData: boolean;
  metrics: ComparedMetric[];
}

/** The metrics of two models side by side, in the order of the first, then those that only the second has. */
export function compareModels(a: FoundModel, b: FoundModel): ModelComparison {
  const left = flatten(a);
  const right = flatten(b);
  const names = [...new Set([...left.keys(), ...right.keys()])];
  const about = ({ manifest: { version, preset, dim, itemCount } }: FoundModel) => ({
    version,
    preset,
    dim,
    items: itemCount,
  });
  return {
    a: about(a),
    b: about(b),
    sameData: a.manifest.datasetFingerprint === b.manifest.datasetFingerprint,
    metrics: names.map((metric) => compared(metric, left.get(metric) ?? null, right.get(metric) ?? null)),
  };
}

function compared(metric: string, a: number | null, b: number | null): ComparedMetric {
  const difference = a === null || b === null ? null : b - a;
  return { metric, a, b, difference, relative: difference === null || !a ? null : difference / Math.abs(a) };
}

function flatten({ manifest }: FoundModel): Map<string, number> {
  return new Map(
    Object.entries(manifest.metrics).flatMap(([section, metrics]) =>
      Object.entries(metrics).map(([name, value]) => [`${section}.${name}`, value] as const),
    ),
  );
}
