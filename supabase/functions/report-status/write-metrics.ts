import type { Labels, MetricFamily, Sample } from './metric-family.ts';

/** The text format of Prometheus, version 0.0.4. Families without samples are left out. */
export function writeMetrics(families: readonly MetricFamily[]): string {
  return families
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, type, help, samples }) => {
      const head = [
        ...(help === undefined ? [] : [`# HELP ${name} ${escaped(help, /[\\\n]/g)}`]),
        ...(type === undefined ? [] : [`# TYPE ${name} ${type}`]),
      ];
      return `${[...head, ...samples.map((sample) => lineOf(name, sample))].join('\n')}\n`;
    })
    .join('');
}

function lineOf(name: string, { suffix, labels, value }: Sample): string {
  return `${name}${suffix}${labelsOf(labels)} ${numberOf(value)}`;
}

function labelsOf(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value, /[\\\n"]/g)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escaped(text: string, special: RegExp): string {
  return text.replace(special, (character) => (character === '\n' ? '\\n' : `\\${character}`));
}

/** As Go reads floats. */
function numberOf(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value);
}
