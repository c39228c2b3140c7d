import type { RankingSettings } from '../contracts/ranking-settings.ts';

/** How a page is ranked where nobody says otherwise. */
export const builtInRanking: RankingSettings = {
  diversity: 0,
  exploration: 0,
  cold_exploration: 0.1,
  freshness: 0,
  maker_share: 0.2,
  series_share: 0.2,
  performer_share: 0.2,
};

type Wishes = { [Key in keyof RankingSettings]?: RankingSettings[Key] | undefined };

/** Settings of a page: each is the one of the last of `wishes` that has it, or built in. */
export function resolveRanking(...wishes: readonly Wishes[]): RankingSettings {
  const settings = { ...builtInRanking };
  for (const key of Object.keys(settings) as (keyof RankingSettings)[])
    for (const wish of wishes) settings[key] = wish[key] ?? settings[key];
  return settings;
}
