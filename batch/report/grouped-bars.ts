import type { EChartsCoreOption } from 'echarts/core';
import { chartStyle } from '../io/html/chart-style.ts';
import { legendRoom } from './legend-room.ts';

export interface BarSeries {
  name: string;
  color: string;
  /** One a label; null where there is nothing to measure. */
  values: readonly (number | null)[];
}

/** Bars side by side at each label, from the bottom up. */
export function groupedBars(
  labels: readonly string[],
  { series, format }: { series: readonly BarSeries[]; format: (value: number) => string },
): { option: EChartsCoreOption; heightPx: number } {
  const { scale, label, lines, legend } = chartStyle;
  const legendPx = legendRoom(series.map(({ name }) => name));
  const option = {
    legend,
    grid: {
      left: 4,
      right: 8,
      top: legendPx + 18,
      bottom: 4,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    xAxis: {
      type: 'category',
      data: labels,
      axisLabel: { ...label, interval: 0 },
      axisTick: { show: false },
      axisLine: lines,
    },
    yAxis: {
      type: 'value',
      min: 0,
      splitNumber: 4,
      axisLabel: { ...scale, formatter: format },
      splitLine: lines,
    },
    series: series.map(({ name, color, values }) => ({
      type: 'bar',
      name,
      barCategoryGap: '25%',
      barGap: '8%',
      data: values.map((value) => value ?? '-'),
      itemStyle: { color },
    })),
  };
  return { option, heightPx: legendPx + 230 };
}
