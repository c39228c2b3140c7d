import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** Largest value that is good enough; null where there is no bar. */
  bar: number | null;
}

/** Collects measured figures, prints each as it comes, and knows whether all bars were kept. */
export class Figures {
  readonly #figures: Figure[] = [];

  add(name: string, value: number, options: { unit: string; bar?: number }): void {
    const figure = { name, value, unit: options.unit, bar: options.bar ?? null };
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
function keepsBar({ value, bar }: Figure): boolean {
  return bar === null || value <= bar;
}

function lineOf(figure: Figure): string {
  const { name, value, unit, bar } = figure;
  const verdict = keepsBar(figure) ? 'ok' : 'MISSED';
  const beside = bar === null ? 'no bar' : `bar <= ${show(bar)} ${unit}`.trimEnd();
  const parts = [name.padEnd(58), show(value).padStart(9), unit.padEnd(3), beside.padEnd(18)];
  return `  ${parts.join(' ')}${bar === null ? '' : verdict}`.trimEnd();
}

function show(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  if (Math.abs(value) < 0.001) return value.toExponential(1);
  return String(Number(value.toPrecision(value >= 1000 ? 5 : 3)));
}
