const halfLifeDays = 14;
const dayMs = 86_400_000;

/**
 * What a new item gets on top of its score: `weight` · 0.5 ^ (days since its release / 14); 0 for one without a release date
 * or not yet released.
 */
export function freshnessBonus(
  releasedAt: string | null,
  { weight, now }: { weight: number; now: Date },
): number {
  if (weight === 0 || releasedAt === null) return 0;
  const age = (now.getTime() - Date.parse(releasedAt)) / dayMs;
  return age < 0 ? 0 : weight * 0.5 ** (age / halfLifeDays);
}
