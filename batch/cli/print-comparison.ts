import type { ModelComparison } from '../jobs/models/compare-models.ts';

/** The metrics of two models as a table: a, b, b - a, and that as a share of a. */
export function printComparison({ a, b, sameData, metrics }: ModelComparison): void {
  for (const [name, model] of [['a', a] as const, ['b', b] as const]) {
    console.log(`${name}  ${model.version}  ${model.preset}, ${model.dim} wide, ${model.items} items`);
  }
  if (!sameData)
    console.log('They were not measured on the same data: differences say little about the models.');
  const rows = [
    ['metric', 'a', 'b', 'b - a', ''],
    ...metrics.map(({ metric, a: left, b: right, difference, relative }) => [
      metric,
      number(left),
      number(right),
      signed(difference),
      relative === null ? '' : `${signed(100 * relative, 1)} %`,
    ]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  for (const row of rows) {
    console.log(
      row
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
        .join('  ')
        .trimEnd(),
    );
  }
}

function number(value: number | null): string {
  if (value === null) return '-';
  return Number.isInteger(value) ? String(value) : value.toFixed(4);
}

function signed(value: number | null, digits = 4): string {
  if (value === null) return '-';
  const text = Number.isInteger(value) && digits === 4 ? String(value) : value.toFixed(digits);
  return value > 0 ? `+${text}` : text;
}
