import type { EChartsCoreOption } from 'echarts/core';
import { seriesColors } from '../io/html/chart-palette.ts';
import { chartStyle } from '../io/html/chart-style.ts';
import { legendRoom } from './legend-room.ts';

export interface Line {
  name: string;
  /** One a label; null leaves the line out there. */
  values: readonly (number | null)[];
}

export interface LineChartInput {
  labels: readonly string[];
  lines: readonly Line[];
  format: (value: number) => string;
  /** Below the axis. */
  axisName: string;
  /** Begin of the value axis; default a little below the smallest value. */
  minimum?: number;
}

/** Lines over ordered labels; a line with one value is a point. */
export function lineChart({ labels, lines, format, axisName, minimum }: LineChartInput): {
  option: EChartsCoreOption;
  heightPx: number;
} {
  const { scale, lines: rules, legend } = chartStyle;
  const legendPx = legendRoom(lines.map(({ name }) => name));
  const option = {
    legend: { ...legend, icon: 'roundRect', itemHeight: 4 },
    grid: {
      left: 4,
      right: 14,
      top: legendPx + 18,
      bottom: 22,
      outerBoundsMode: 'same',
      outerBoundsContain: 'axisLabel',
    },
    xAxis: {
      type: 'category',
      data: labels,
      boundaryGap: labels.length === 1,
      name: axisName,
      nameLocation: 'middle',
      nameGap: 24,
      nameTextStyle: scale,
      axisLabel: { ...scale, hideOverlap: true },
      axisTick: { show: false },
      axisLine: rules,
    },
    yAxis: {
      type: 'value',
      splitNumber: 4,
      ...(minimum === undefined ? { scale: true } : { min: minimum }),
      axisLabel: { ...scale, formatter: format },
      splitLine: rules,
    },
    series: lines.map(({ name, values }, at) => ({
      type: 'line',
      name,
      data: values.map((value) => value ?? '-'),
      connectNulls: true,
      symbol: 'circle',
      symbolSize: 6,
      showSymbol: values.filter((value) => value !== null).length <= 40,
      lineStyle: { color: seriesColors[at % seriesColors.length], width: 2 },
      itemStyle: { color: seriesColors[at % seriesColors.length] },
    })),
  };
  return { option, heightPx: legendPx + 220 };
}
