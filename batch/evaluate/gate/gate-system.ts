import type { Evaluation } from '../evaluate-model.ts';
import type { GateSystem } from './gate-evidence.ts';

/** What the gate needs to know of one system of an evaluation, such as `model` or `popularity`. */
export function gateSystem(
  { report, perPerson }: Pick<Evaluation, 'report' | 'perPerson'>,
  name: string,
): GateSystem {
  const result = report.systems.find((system) => system.name === name)?.result;
  const values = perPerson.get(name);
  if (!result || !values) throw new RangeError(`Cannot judge: the evaluation has no result of ${name}`);
  const coverage20 = result.metrics.coverage20;
  const cold = result.coldItems.find((group) => group.name === 'among-cold');
  if (coverage20 === undefined || !cold)
    throw new RangeError('Cannot judge: the evaluation has no lists of 20');
  return {
    perPerson: values,
    coverage20,
    coldItems: { recall20: cold.metrics.recall20 ?? 0, people: cold.counts.people ?? 0 },
  };
}
