/** One row of a logged page. */
export interface ShownItem {
  /** Counted from 0. */
  place: number;
  /** Database id. */
  itemId: number;
  /** As logged: the probability that the item was shown at this place. What is null or not in (0, 1] is of no use. */
  propensity: number | null;
  liked: boolean;
}

export interface LoggedPage {
  /** Index of the person in this log; who it is cannot be told. */
  person: number;
  /** Unix time in seconds. */
  shownAt: number;
  /** Rows of the page, also of items that are gone. */
  places: number;
  shown: ShownItem[];
}

/** A decision as the service heard of it; times are Unix times in seconds. */
export interface HeardDecision {
  itemId: number;
  isLike: boolean;
  /** By the clock of the person's device. */
  occurredAt: number;
  receivedAt: number;
}

/** What was shown to people who consent to training, and what they had decided on. */
export interface ImpressionLog {
  /** In order of time. */
  pages: LoggedPage[];
  /** Decisions of each person in the order in which they arrived. */
  decisions: HeardDecision[][];
  /** When items came that were not yet there at the first page: Unix time in seconds by database id. */
  arrivals: Map<number, number>;
  /** Impressions that are too young for their outcome to be known; not among the pages. */
  pending: number;
}
