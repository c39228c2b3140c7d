import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** The largest value that is good enough, or with `atLeast` the smallest; null where there is no bar. */
  bar: number | null;
  atLeast?: true;
}

/** Collects measured figures, prints each as it comes, and knows whether all bars were kept. */
export class Figures {
  readonly #figures: Figure[] = [];

  add(name: string, value: number, options: { unit: string; bar?: number; atLeast?: true }): void {
    const { unit, bar = null, atLeast } = options;
    const figure: Figure = { name, value, unit, bar, ...(atLeast && { atLeast }) };
    this.#figures.push(figure);
    console.log(lineOf(figure));
  }

  get missed(): Figure[] {
    return this.#figures.filter((figure) => !keepsBar(figure));
  }

  /** @param about what the figures were measured on. */
  async write(path: string, about: Record<string, unknown>): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
    const figures = this.#figures.map((figure) => ({ ...figure, kept: keepsBar(figure) }));
    await writeFile(path, `${JSON.stringify({ ...about, figures }, null, 2)}\n`);
  }
}

// Written so that NaN keeps no bar.
function keepsBar({ value, bar, atLeast }: Figure): boolean {
  if (bar === null) return true;
  return atLeast ? value >= bar : value <= bar;
}

function lineOf(figure: Figure): string {
  const { name, value, unit, bar, atLeast } = figure;
  const verdict = keepsBar(figure) ? 'ok' : 'MISSED';
  const beside = bar === null ? 'no bar' : `bar ${atLeast ? '>=' : '<='} ${show(bar)} ${unit}`.trimEnd();
  const parts = [name.padEnd(58), show(value).padStart(9), unit.padEnd(3), beside.padEnd(18)];
  return `  ${parts.join(' ')}${bar === null ? '' : verdict}`.trimEnd();
}

function show(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  if (Math.abs(value) < 0.001) return value.toExponential(1);
  return String(Number(value.toPrecision(value >= 1000 ? 5 : 3)));
}
