import { AppError } from '../../../shared/errors/app-error.ts';

export interface RatingLimits {
  /** Ratings from here up are likes. Default 4; 1 where the column is RecBole's 0/1 `label`. */
  likeMin?: number | undefined;
  /** Ratings up to here are nopes, those in between say nothing. Default 2; 0 for a `label`. */
  nopeMax?: number | undefined;
}

/** Fills in the defaults for the column's name. Throws INVALID_CONFIG where a rating could be both. */
export function resolveRatingLimits(
  column: string,
  limits: RatingLimits,
): { likeMin: number; nopeMax: number } {
  const defaults = /^label(:|$)/.test(column) ? { likeMin: 1, nopeMax: 0 } : { likeMin: 4, nopeMax: 2 };
  const likeMin = limits.likeMin ?? defaults.likeMin;
  const nopeMax = limits.nopeMax ?? defaults.nopeMax;
  if (nopeMax < likeMin) return { likeMin, nopeMax };
  const message = `Cannot tell likes from nopes: likes start at ${likeMin}, nopes end at ${nopeMax}`;
  throw new AppError('INVALID_CONFIG', message, { hint: 'Choose --nope-max below --like-min.' });
}
