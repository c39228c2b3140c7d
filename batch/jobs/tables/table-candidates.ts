import { AppError } from '../../../shared/errors/app-error.ts';
import type { TrainingConfig } from '../../train/training-config.ts';

export type TableKind = 'trained' | 'spectral' | 'blended' | 'logistic';

/** A way to make item tables that validation may choose. */
export interface TableCandidate {
  /** Such as `blended-0.2`. */
  name: string;
  kind: TableKind;
  /** Of spectral scores beside trained ones; 0 where nothing is blended. */
  weight: number;
}

/**
 * The ways to make tables that the configuration asks for. `auto` leaves out logistic ones where there are no nopes.
 * @throws AppError NOT_ENOUGH_DATA when logistic tables are asked for by name and there are no nopes.
 */
export function tableCandidates(
  { tables, blend }: Pick<TrainingConfig, 'tables' | 'blend'>,
  { hasNopes }: { hasNopes: boolean },
): TableCandidate[] {
  if (tables === 'logistic' && !hasNopes) {
    throw new AppError(
      'NOT_ENOUGH_DATA',
      'tables=logistic tells likes from nopes, and the data has no nopes',
      {
        hint: 'Set tables=auto, or import nopes.',
      },
    );
  }
  const all: TableCandidate[] = [
    { name: 'trained', kind: 'trained', weight: 0 },
    { name: 'spectral', kind: 'spectral', weight: 0 },
    ...blend.weights.map((weight) => ({ name: `blended-${weight}`, kind: 'blended' as const, weight })),
    ...(hasNopes ? [{ name: 'logistic', kind: 'logistic' as const, weight: 0 }] : []),
  ];
  return tables === 'auto' ? all : all.filter(({ kind }) => kind === tables);
}
