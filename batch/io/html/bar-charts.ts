import type { EChartsCoreOption } from 'echarts/core';
import { palette } from './chart-palette.ts';
import { chartStyle } from './chart-style.ts';
import { formatNumber } from './format-number.ts';

export interface Bar {
  label: string;
  value: number;
  /** Written at the end of the line; default the value. */
  note?: string;
  color?: string;
}

const { label, scale, lines } = chartStyle;

export interface LyingBars {
  bars: readonly Bar[];
  /** End of the axis; default as the values ask for. */
  maximum?: number;
  /** A stroke on each bar, such as a threshold. */
  marks?: readonly number[];
  /** More bars on top of the first, by the same labels. */
  stacked?: { name: string; values: readonly number[]; color: string };
  name?: string;
}

/** Bars from left to right, one below the other. */
export function lyingBars({ bars, maximum, marks, stacked, name = '' }: LyingBars): {
  option: EChartsCoreOption;
  heightPx: number;
} {
  const legend = stacked ? 26 : 0;
  const option = {
    ...(stacked
      ? { legend: { left: 0, top: 0, itemWidth: 12, itemHeight: 12, itemGap: 24, textStyle: label } }
      : {}),
    grid: {
      left: 14,
      right: 12,
      top: legend + 4,
      bottom: 4,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    xAxis: {
      type: 'value',
      min: 0,
      ...(maximum === undefined ? {} : { max: maximum }),
      axisLabel: { show: false },
      splitLine: lines,
    },
    yAxis: [
      {
        type: 'category',
        inverse: true,
        data: bars.map((bar) => shorten(bar.label)),
        axisLabel: { ...label, interval: 0 },
        axisTick: { show: false },
        axisLine: lines,
      },
      {
        // Numbers in a column of their own, where neither bar nor mark is in their way.
        type: 'category',
        inverse: true,
        position: 'right',
        data: bars.map(({ note, value }) => note ?? formatNumber(value)),
        axisLabel: { ...label, interval: 0 },
        axisTick: { show: false },
        axisLine: { show: false },
      },
    ],
    series: [
      {
        type: 'bar',
        name,
        stack: 'all',
        barWidth: 14,
        data: bars.map(({ value, color = palette.accent }) => ({ value, itemStyle: { color } })),
        // The legend's sample.
        itemStyle: { color: bars[0]?.color ?? palette.accent },
      },
      ...(stacked
        ? [
            {
              type: 'bar',
              name: stacked.name,
              stack: 'all',
              data: stacked.values,
              itemStyle: { color: stacked.color },
            },
          ]
        : []),
      ...(marks
        ? [
            {
              type: 'scatter',
              symbol: 'rect',
              symbolSize: [3, 22],
              silent: true,
              itemStyle: { color: palette.text, opacity: 1 },
              data: marks.map((mark, index) => [mark, index]),
            },
          ]
        : []),
    ],
  };
  return { option, heightPx: legend + 12 + bars.length * 26 };
}

/** Bars from the bottom up, side by side, for what has an order. */
export function standingBars(bars: readonly Bar[]): { option: EChartsCoreOption; heightPx: number } {
  const option = {
    grid: { left: 4, right: 8, top: 12, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: {
      type: 'category',
      data: bars.map((bar) => bar.label),
      axisLabel: { ...scale, hideOverlap: true },
      axisTick: { show: false },
      axisLine: lines,
    },
    yAxis: {
      type: 'value',
      splitNumber: 4,
      axisLabel: { ...scale, formatter: formatNumber },
      splitLine: lines,
    },
    series: [
      {
        type: 'bar',
        barCategoryGap: bars.length > 40 ? '10%' : '25%',
        data: bars.map(({ value }) => value),
        itemStyle: { color: palette.accent },
      },
    ],
  };
  return { option, heightPx: 220 };
}

/** The end of a path says more than its beginning. */
function shorten(text: string): string {
  const characters = [...text];
  return characters.length <= 24 ? text : `…${characters.slice(-23).join('')}`;
}
