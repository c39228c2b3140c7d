import type { EvaluationReport } from '../../shared/contracts/evaluation-report.ts';
import type { ModelManifest } from '../../shared/contracts/model-manifest.ts';
import type { TrainingReport } from '../../shared/contracts/training-report.ts';
import type { TrainingSet } from '../io/training-set.ts';
import { mapItems } from './map-items.ts';

export interface TrainingReportParts {
  manifest: ModelManifest;
  evaluation: EvaluationReport;
  items: TrainingSet['items'];
  tagGroups: TrainingSet['tagGroups'];
  people: number;
  decisions: number;
  /** [items, manifest.dim], of the chosen tables. */
  embeddings: Float32Array;
  /** The chosen tables, as `evaluation.candidates` names them. */
  tables: string;
  backend: string;
  /** Dataset trained from, where it has a name. */
  dataset: string | null;
  offPolicy: TrainingReport['offPolicy'];
  epochs: TrainingReport['epochs'];
  seconds: TrainingReport['seconds'];
  examplesPerSecond: number | null;
  notes: string[];
}

const prefixName = /^prefix-(\d+)$/;

/** Puts a run's report together; the map of items is computed here, the same for the same seed. */
export function buildTrainingReport(parts: TrainingReportParts): TrainingReport {
  const { manifest, evaluation, items, tagGroups, embeddings, ...rest } = parts;
  const { version, createdAt, preset, gitCommit, config, datasetFingerprint, dim, dtype, seed } = manifest;
  return {
    format: 'adult-matching/training@1',
    version,
    createdAt,
    preset,
    gitCommit,
    config,
    datasetFingerprint,
    dim,
    dtype,
    ...rest,
    items: items.length,
    evaluation,
    prefixes: prefixesOf(evaluation, dim),
    itemMap: mapItems({ embeddings, dim, tagsOf: items.map(({ tags }) => tags), tagGroups, seed }),
  };
}

/** From the variants `prefix-<width>`; the full width is the model itself. */
function prefixesOf({ systems, ks }: EvaluationReport, dim: number): TrainingReport['prefixes'] {
  const wanted = ks.flatMap((k) => [`ndcg${k}`, `recall${k}`]);
  const found = systems.flatMap(({ name, result }) => {
    const width = name === 'model' ? dim : Number(prefixName.exec(name)?.[1]);
    if (!result || Number.isNaN(width)) return [];
    const entries = wanted.map((metric) => [metric, result.metrics[metric] ?? Number.NaN] as const);
    return [{ dim: width, metrics: Object.fromEntries(entries.filter(([, value]) => !Number.isNaN(value))) }];
  });
  return found.length < 2 ? [] : found.sort((a, b) => a.dim - b.dim);
}
