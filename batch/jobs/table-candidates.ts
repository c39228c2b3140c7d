import type { TrainingConfig } from '../train/training-config.ts';

export type TableKind = 'trained' | 'spectral' | 'blended';

/** A way to make item tables that validation may choose. */
export interface TableCandidate {
  /** Such as `blended-0.2`. */
  name: string;
  kind: TableKind;
  /** Of spectral scores beside trained ones; 0 where nothing is blended. */
  weight: number;
}

/** The ways to make tables that the configuration asks for. */
export function tableCandidates({
  tables,
  blend,
}: Pick<TrainingConfig, 'tables' | 'blend'>): TableCandidate[] {
  const all: TableCandidate[] = [
    { name: 'trained', kind: 'trained', weight: 0 },
    { name: 'spectral', kind: 'spectral', weight: 0 },
    ...blend.weights.map((weight) => ({ name: `blended-${weight}`, kind: 'blended' as const, weight })),
  ];
  return tables === 'auto' ? all : all.filter(({ kind }) => kind === tables);
}
