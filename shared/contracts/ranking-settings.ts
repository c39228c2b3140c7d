import { z } from 'zod';

const share = z.number().gt(0).max(1);

/** How a page is ranked. A request says it for itself, an experiment for some people, the operator for everybody. */
export const rankingSettingsSchema = z.strictObject({
  /** Weight of being unlike the rest of the page, by tags: 0 ranks by score alone. */
  diversity: z.number().min(0).max(1),
  /** Probability that a row is drawn at random from what was found, to learn what people like beside what they get. */
  exploration: z.number().min(0).max(0.5),
  /** The same for people with fewer than five decisions, of whom there is most to learn. */
  cold_exploration: z.number().min(0).max(0.5),
  /** What the score of an item released today gets on top; half of it after 14 days. */
  freshness: z.number().min(0).max(5),
  /** Largest parts of a page that one maker, series or performer gets; rounded up to whole rows. */
  maker_share: share,
  series_share: share,
  performer_share: share,
});

export type RankingSettings = z.infer<typeof rankingSettingsSchema>;
