import type { EChartsCoreOption } from 'echarts/core';
import { palette } from '../io/html/chart-palette.ts';
import { chartStyle } from '../io/html/chart-style.ts';

export interface IntervalBar {
  label: string;
  value: number;
  /** Ends of the confidence interval; null where there is none. */
  interval: { low: number; high: number } | null;
  color: string;
}

/** Bars from left to right with their confidence intervals, one below the other, values in a column of their own. */
export function intervalChart(bars: readonly IntervalBar[]): { option: EChartsCoreOption; heightPx: number } {
  const { label, lines } = chartStyle;
  const category = { type: 'category', inverse: true, axisTick: { show: false } };
  const ends = bars.flatMap(({ interval, value }) => [interval?.high ?? value]);
  const option = {
    grid: {
      left: 14,
      right: 12,
      top: 4,
      bottom: 4,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    xAxis: {
      type: 'value',
      min: 0,
      // Room for the end of the longest interval, and for bars that are all zero.
      max: Math.max(...ends) * 1.02 || 1,
      axisLabel: { show: false },
      splitLine: lines,
    },
    yAxis: [
      {
        ...category,
        data: bars.map((bar) => bar.label),
        axisLabel: { ...label, interval: 0 },
        axisLine: lines,
      },
      {
        ...category,
        position: 'right',
        data: bars.map(({ value }) => value.toFixed(4)),
        axisLabel: { ...label, interval: 0 },
        axisLine: { show: false },
      },
    ],
    series: [
      {
        type: 'bar',
        barWidth: 14,
        data: bars.map(({ value, color }) => ({ value, itemStyle: { color } })),
      },
      ...bars.flatMap(({ interval }, at) => (interval ? [whisker(interval, at)] : [])),
    ],
  };
  return { option, heightPx: 12 + bars.length * 28 };
}

/** A line from end to end with a stroke at each. */
function whisker({ low, high }: { low: number; high: number }, row: number) {
  return {
    type: 'line',
    data: [
      [low, row],
      [high, row],
    ],
    symbol: 'rect',
    symbolSize: [1.5, 8],
    silent: true,
    z: 5,
    lineStyle: { color: palette.text, width: 1.5 },
    itemStyle: { color: palette.text },
  };
}
