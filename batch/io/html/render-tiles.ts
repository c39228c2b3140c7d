import { escapeHtml } from './escape-html.ts';

/** Figures in large with what they are in small, as names and values; escaped here. */
export function renderTiles(values: readonly (readonly [name: string, value: string])[]): string {
  const tiles = values.map(
    ([name, value]) =>
      `<div class="card"><b>${escapeHtml(value)}</b><span class="muted">${escapeHtml(name)}</span></div>`,
  );
  return `<div class="tiles">${tiles.join('')}</div>`;
}
