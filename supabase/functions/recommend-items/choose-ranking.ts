import { z } from 'zod';
import { type Assignment, experimentSchema } from '../../../shared/contracts/experiment.ts';
import { type RankingSettings, rankingSettingsSchema } from '../../../shared/contracts/ranking-settings.ts';
import type { Degradation } from '../../../shared/contracts/recommend-items.ts';
import { assignVariants } from '../../../shared/experiments/assign-variants.ts';
import { resolveRanking } from '../../../shared/ranking/resolve-ranking.ts';
import type { PageContext } from '../_lib/rpc/open-page.ts';

export interface ChooseRankingOptions {
  personId: string;
  /** What the request says of it; undefined is nothing. */
  wanted: { [Key in keyof RankingSettings]?: RankingSettings[Key] | undefined };
}

export interface ChosenRanking {
  ranking: RankingSettings;
  assignments: Assignment[];
  /** Says which of the operator's settings cannot be read; they count as not there. */
  degraded: Degradation[];
}

/** How the page is ranked: as the request says, else the experiments of the person, else the operator. */
export async function chooseRanking(
  context: Pick<PageContext, 'ranking' | 'experiments'>,
  { personId, wanted }: ChooseRankingOptions,
): Promise<ChosenRanking> {
  const operator = rankingSettingsSchema.partial().safeParse(context.ranking);
  const experiments = z.array(experimentSchema).safeParse(context.experiments);
  const assigned = await assignVariants(personId, experiments.data ?? []);
  return {
    ranking: resolveRanking(operator.data ?? {}, ...assigned.map(({ variant }) => variant.ranking), wanted),
    assignments: assigned.map(({ experiment, variant }) => ({ experiment, variant: variant.name })),
    degraded: [
      ...(operator.success ? [] : [invalid('settings of ranking')]),
      ...(experiments.success ? [] : [invalid('experiments')]),
    ],
  };
}

function invalid(what: string): Degradation {
  return { code: 'INVALID_CONFIG', message: `Ranked without the ${what}: they cannot be read` };
}
