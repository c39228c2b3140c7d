import { BarChart, ScatterChart } from 'echarts/charts';
import { GridComponent, LegendComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { escapeHtml } from './escape-html.ts';

use([BarChart, ScatterChart, GridComponent, LegendComponent, SVGRenderer]);

/** Narrow, so that letters stay readable when a phone shrinks the picture. */
const widthPx = 390;

/** A chart as an SVG element that takes the width it is given. */
export function renderChart(
  option: EChartsCoreOption,
  { title, heightPx }: { title: string; heightPx: number },
): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: widthPx, height: heightPx });
  try {
    chart.setOption({ animation: false, ...option });
    const svg = chart.renderToSVGString({ useViewBox: true });
    return svg.replace('<svg ', `<svg role="img" aria-label="${escapeHtml(title)}" `);
  } finally {
    chart.dispose();
  }
}
