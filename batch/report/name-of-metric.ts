const names: Record<string, string> = {
  ndcg: 'NDCG',
  recall: 'Recall',
  map: 'MAP',
  mrr: 'MRR',
  hit: 'Hit rate',
  coverage: 'Coverage',
  novelty: 'Novelty',
  gini: 'Gini',
};

/** `ndcg10` as people write it, `NDCG@10`; a name without a K, or of another kind, as it is. */
export function nameOfMetric(metric: string): string {
  const [, kind, k] = /^([a-z]+)(\d+)$/.exec(metric) ?? [];
  const name = kind && names[kind];
  return name ? `${name}@${k}` : metric;
}
