import { createRequire } from 'node:module';
import type { EChartsCoreOption } from 'echarts/core';
import { escapeHtml } from './escape-html.ts';

const require = createRequire(import.meta.url);

/** Narrow, so that letters stay readable when a phone shrinks the picture. */
const narrowPx = 390;

/** A chart as an SVG element that takes the width it is given. */
export function renderChart(
  option: EChartsCoreOption,
  { title, heightPx, widthPx = narrowPx }: { title: string; heightPx: number; widthPx?: number },
): string {
  // Loaded when drawn, as one file: its 600 modules would add a second to the start of most commands. Minified, or a
  // loader that maps sources would read eight megabytes of source map first.
  const { init } = require('echarts/dist/echarts.min') as typeof import('echarts');
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: widthPx, height: heightPx });
  try {
    chart.setOption({ animation: false, ...option });
    const svg = chart.renderToSVGString({ useViewBox: true });
    return still(svg, title).replace('<svg ', `<svg role="img" aria-label="${escapeHtml(title)}" `);
  } finally {
    chart.dispose();
  }
}

/**
 * Without what the library adds for a mouse. Its ids count all charts of the process; by title they are the same
 * whenever the chart is drawn. Texts hold neither `<` nor quotes as such, so none of them is touched.
 */
function still(svg: string, title: string): string {
  const slug = title.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return svg
    .replace(/<style ?>.*?<\/style>/gs, '')
    .replace(/ (?:ecmeta_[a-z_]+|class)="[^"]*"/g, '')
    .replace(/(id="|href="#|url\(#)zr\d+-/g, `$1${slug}-`);
}
