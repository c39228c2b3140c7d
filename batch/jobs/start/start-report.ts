import type { ModelManifest } from '../../../shared/contracts/model-manifest.ts';
import type { RecommendItemsResponse } from '../../../shared/contracts/recommend-items.ts';

/** One response of recommend-items, cut down to what the report shows. */
export interface ReportedPage {
  model_version: string | null;
  degraded: RecommendItemsResponse['degraded'];
  items: Pick<
    RecommendItemsResponse['items'][number],
    'id' | 'title' | 'maker' | 'tags' | 'score' | 'source'
  >[];
}

export interface Demonstration {
  /** Items of one group that the demonstrating person liked first. */
  liked: number;
  before: ReportedPage;
  noped: { id: number; title: string; group: string };
  after: ReportedPage;
  /** Share of the noped item's group in 20 items, before (without the noped item itself) and after. */
  shareBefore: number;
  shareAfter: number;
}

/** report.json of a start. Times in seconds. */
export interface StartReport {
  modelVersion: string;
  /** True when a model that was there already serves. */
  reused: boolean;
  metrics: ModelManifest['metrics'];
  counts: { items: number; people: number; decisions: number };
  training: { backend: string; examplesPerSecond: number } | null;
  seconds: Record<string, number>;
  demonstration: Demonstration;
}
