import type { SimulationOptions } from './simulation-options.ts';

export interface WorldItem {
  id: string;
  title: string;
  maker: string;
  series: string | null;
  performers: string[];
  tags: string[];
  /** Unix time in seconds. */
  released: number;
  durationMinutes: number | null;
  priceYen: number | null;
  /** Unit length; what people's tastes are compared with. */
  vector: number[];
  /** Added to everybody's logit. */
  quality: number;
}

export interface WorldPerson {
  id: string;
  /** Unit length, in the space of the items' vectors. */
  vector: number[];
  /** Indices of the taste clusters the person is mixed from. */
  clusters: number[];
  likedTags: string[];
  dislikedTags: string[];
  dislikedMakers: string[];
  /** Decisions the person makes, unless the catalogue runs out first. */
  activity: number;
}

/** How a like comes about; see `likeLogit`. */
export interface TasteParameters {
  tasteScale: number;
  likedTag: number;
  dislikedTag: number;
  dislikedMaker: number;
  bias: number;
}

export interface WorldDecision {
  /** Indices into `people` and `items`. */
  person: number;
  item: number;
  isLike: boolean;
  /** Unix time in seconds. */
  timestamp: number;
  /** Place on the page, 0 the first. */
  position: number;
}

/** A catalogue, people with known tastes, and the log of what they decided, in order of time. */
export interface World {
  options: SimulationOptions;
  parameters: TasteParameters;
  items: WorldItem[];
  people: WorldPerson[];
  decisions: WorldDecision[];
}
