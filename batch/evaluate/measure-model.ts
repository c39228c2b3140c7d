import type { TrainingSet } from '../io/training-set.ts';
import { stopwatch } from './baselines/stopwatch.ts';
import type { TableChoice } from './choose-tables.ts';
import type { EvaluationCase } from './evaluation-cases.ts';
import { byScore, measureScorer } from './measure-scorer.ts';
import type { MeasuredSystem, MeasureOptions } from './measurement.ts';
import { type ModelScorerOptions, modelScorer } from './model-scorer.ts';
import type { Scorer } from './scorer.ts';
import { servedPage } from './served-page.ts';

/** Another way to rank: a prefix, tables that were not chosen, the version that serves now. */
export interface ModelVariant {
  name: string;
  logits: Scorer;
  /** Popularity as it weighs it; as the model does when not given. */
  scoring?: Omit<ModelScorerOptions, 'logits'>;
}

export interface MeasureModelOptions {
  items: TrainingSet['items'];
  choice: TableChoice;
  variants: readonly ModelVariant[];
  scoring: Omit<ModelScorerOptions, 'logits'>;
  measuring: Omit<MeasureOptions, 'rankers'>;
}

/** The model by its score (`model`), the same scores under the rules of the page (`served`), then each variant. */
export async function measureModel(
  cases: readonly EvaluationCase[],
  { items, choice, variants, scoring, measuring }: MeasureModelOptions,
): Promise<MeasuredSystem[]> {
  const systems: MeasuredSystem[] = [];
  const settings = {
    tables: choice.winner.name,
    temperature: choice.winner.temperature,
    popularityHalfLifeDays: choice.popularity.halfLifeDays,
  };
  const tune = choice.rows.reduce((sum, row) => sum + row.seconds, 0);
  const tried = choice.rows.reduce((sum, row) => sum + row.settingsTried, 0);

  async function measure(
    scorer: Scorer,
    rankers: MeasureOptions['rankers'],
    known: (name: string) => Pick<MeasuredSystem['system'], 'kind' | 'settings' | 'settingsTried'>,
  ): Promise<void> {
    const seconds = stopwatch();
    const measured = await measureScorer(cases, scorer, {
      ...measuring,
      rankers,
    });
    for (const [name, { perPerson, result }] of Object.entries(measured)) {
      systems.push({
        system: {
          ...{ name, ...known(name), absent: null, notes: [] },
          seconds: { tune: name === 'model' ? tune : 0, fit: 0, rank: seconds() },
          result: { ...result, intervals: {} },
        },
        perPerson,
      });
    }
  }

  await measure(
    modelScorer({ logits: choice.winner.logits, ...scoring }),
    { model: byScore, served: servedPage(items) },
    (name) => ({
      kind: name === 'model' ? 'model' : 'served',
      settings,
      settingsTried: tried,
    }),
  );
  for (const { name, logits, scoring: own = scoring } of variants)
    await measure(modelScorer({ logits, ...own }), { [name]: byScore }, () => ({
      kind: 'variant',
      settings: {},
      settingsTried: 0,
    }));
  return systems;
}
