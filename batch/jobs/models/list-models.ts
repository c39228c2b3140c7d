import type { ModelManifest } from '../../../shared/contracts/model-manifest.ts';
import { connectIfReachable } from '../../io/connect-if-reachable.ts';
import { findRuns } from './find-runs.ts';
import { type PublishedModelRow, publishedModels } from './published-models.ts';

export interface ListedModel {
  /** Null for a run that is not finished. */
  version: string | null;
  /** Run folder; null for a version that is only published. */
  run: string | null;
  /** `active`, `previous`, `published`, or for a run alone `local`, `not finished`, `broken manifest`. */
  state: string;
  createdAt: string | null;
  preset: string | null;
  dim: number | null;
  dtype: string | null;
  items: number | null;
  /** Of the model on the test part; null where it was not evaluated. */
  ndcg10: number | null;
  recall20: number | null;
}

export interface ModelList {
  models: ListedModel[];
  /** False where no database was named and no stack runs: published versions are then not known. */
  database: boolean;
}

/** Local runs and published versions together, the newest first; a run that was published is one line. */
export async function listModels(options: { root: string; dbUrl?: string | undefined }): Promise<ModelList> {
  const runs = await findRuns(options.root);
  const client = await connectIfReachable({ ...options, applicationName: 'matching models' });
  const published = client ? await publishedModels(client).finally(() => client.end()) : [];
  const byVersion = new Map(published.map((row) => [row.version, row]));
  const local = runs.map(({ folder, manifest, problem }) =>
    listed({ manifest, run: folder, problem, row: manifest ? byVersion.get(manifest.version) : undefined }),
  );
  const known = new Set(local.map(({ version }) => version));
  const remote = published
    .filter(({ version }) => !known.has(version))
    .map((row) => listed({ manifest: row.manifest, run: null, problem: null, row }));
  const models = [...local, ...remote].sort((a, b) => ((a.createdAt ?? '') < (b.createdAt ?? '') ? 1 : -1));
  return { models, database: client !== null };
}

interface Found {
  manifest: ModelManifest | null;
  run: string | null;
  problem: string | null;
  row: PublishedModelRow | undefined;
}

function listed({ manifest, run, problem, row }: Found): ListedModel {
  const published = row && (row.slot ?? 'published');
  return {
    version: manifest?.version ?? row?.version ?? null,
    run,
    state: problem ?? published ?? 'local',
    createdAt: manifest?.createdAt ?? row?.publishedAt ?? null,
    preset: manifest?.preset ?? null,
    dim: manifest?.dim ?? null,
    dtype: manifest?.dtype ?? null,
    items: manifest?.itemCount ?? null,
    ndcg10: manifest?.metrics.model?.ndcg10 ?? null,
    recall20: manifest?.metrics.model?.recall20 ?? null,
  };
}
