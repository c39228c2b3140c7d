export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  /** What follows the family's name, such as _bucket; empty for counters and gauges. */
  suffix: '' | '_bucket' | '_sum' | '_count';
  labels: Labels;
  value: number;
}

/** The samples of one name. */
export interface MetricFamily {
  name: string;
  /** Untyped and without help where the database measures what this release does not know. */
  type?: 'counter' | 'gauge' | 'histogram';
  help?: string;
  samples: readonly Sample[];
}
