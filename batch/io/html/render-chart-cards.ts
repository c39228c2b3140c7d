import { escapeHtml } from './escape-html.ts';

export interface ChartCard {
  title: string;
  /** What the reader must know of the picture. */
  note: string;
  svg: string;
  /** Takes the width of the page. */
  wide?: boolean;
}

/** Pictures with title and note, each in a card; texts are escaped here, the SVG is not. */
export function renderChartCards(charts: readonly ChartCard[]): string {
  return charts
    .map(
      ({ title, note, svg, wide }) =>
        `<section class="card${wide ? ' wide' : ''}"><h2>${escapeHtml(title)}</h2><p class="muted">${escapeHtml(note)}</p>${svg}</section>`,
    )
    .join('\n');
}
