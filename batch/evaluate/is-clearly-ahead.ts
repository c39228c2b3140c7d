/**
 * Whether leads, paired by person, are more than chance would give: their mean is above one standard error (the
 * one-standard-error rule of Breiman et al., 1984).
 */
export function isClearlyAhead(leads: readonly number[]): boolean {
  if (leads.length < 2) return false;
  const mean = leads.reduce((sum, lead) => sum + lead, 0) / leads.length;
  const variance = leads.reduce((sum, lead) => sum + (lead - mean) ** 2, 0) / (leads.length - 1);
  return mean > Math.sqrt(variance / leads.length);
}
