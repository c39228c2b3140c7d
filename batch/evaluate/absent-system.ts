import type { MeasuredSystem } from './measurement.ts';

/** A system without a result, and why. */
export function absentSystem({
  name,
  kind,
  absent,
}: {
  name: string;
  kind: MeasuredSystem['system']['kind'];
  absent: string;
}): MeasuredSystem {
  return {
    system: {
      ...{ name, kind, absent, notes: [], settings: {}, settingsTried: 0 },
      ...{ seconds: { tune: 0, fit: 0, rank: 0 }, result: null },
    },
    perPerson: null,
  };
}
