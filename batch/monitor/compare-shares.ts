import { jensenShannon } from './jensen-shannon.ts';
import { populationStability } from './population-stability.ts';

/** Events of one value of a feature in one period, and how many people they are of. */
export interface ValueCount {
  period: 'reference' | 'recent';
  value: string;
  events: number;
  people: number;
}

export interface ComparedShares {
  psi: number;
  noise: number;
  /** In bits. */
  jensenShannon: number;
  /** Values that enough people stand behind in both periods, the largest change of share first. */
  shown: { value: string; reference: number; recent: number }[];
}

/** More values than these are taken together: each cell adds noise. */
const mostCells = 30;

/**
 * Compares the shares of values in two periods. The values with the most events have a cell each, if `minPeople` people
 * stand behind them in at least one period; the rest shares one. Null where a period has no event.
 */
export function compareShares(
  counts: readonly ValueCount[],
  { minPeople }: { minPeople: number },
): ComparedShares | null {
  const values = new Map<string, Record<ValueCount['period'], ValueCount | undefined>>();
  for (const count of counts) {
    const entry = values.get(count.value) ?? { reference: undefined, recent: undefined };
    entry[count.period] = count;
    values.set(count.value, entry);
  }
  const events = (one: ValueCount | undefined) => one?.events ?? 0;
  const people = (one: ValueCount | undefined) => one?.people ?? 0;
  const cells = [...values]
    .map(([value, { reference, recent }]) => ({
      value,
      reference: events(reference),
      recent: events(recent),
      most: Math.max(people(reference), people(recent)),
      least: Math.min(people(reference), people(recent)),
    }))
    .sort((a, b) => b.reference + b.recent - a.reference - a.recent || (a.value < b.value ? -1 : 1));
  const own = cells.filter(({ most }) => most >= minPeople).slice(0, mostCells - 1);
  const total = (key: 'reference' | 'recent') => cells.reduce((sum, cell) => sum + cell[key], 0);
  const rest = (key: 'reference' | 'recent') => total(key) - own.reduce((sum, cell) => sum + cell[key], 0);
  const [n, m] = [total('reference'), total('recent')];
  if (n === 0 || m === 0) return null;
  const hasRest = rest('reference') + rest('recent') > 0;
  const reference = [...own.map((cell) => cell.reference), ...(hasRest ? [rest('reference')] : [])];
  const recent = [...own.map((cell) => cell.recent), ...(hasRest ? [rest('recent')] : [])];
  return {
    ...populationStability(reference, recent),
    jensenShannon: jensenShannon(reference, recent),
    shown: own
      .filter(({ least }) => least >= minPeople)
      .map((cell) => ({ value: cell.value, reference: cell.reference / n, recent: cell.recent / m }))
      .sort((a, b) => Math.abs(b.recent - b.reference) - Math.abs(a.recent - a.reference)),
  };
}
