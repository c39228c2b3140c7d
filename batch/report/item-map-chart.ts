import type { EChartsCoreOption } from 'echarts/core';
import type { TrainingReport } from '../../shared/contracts/training-report.ts';
import { palette, seriesColors } from '../io/html/chart-palette.ts';
import { chartStyle } from '../io/html/chart-style.ts';
import { legendRoom } from './legend-room.ts';

const widthPx = 820;

/** Items as points, a colour for each group; a ninth group and what follows share the colour of the rest. */
export function itemMapChart(map: NonNullable<TrainingReport['itemMap']>): {
  option: EChartsCoreOption;
  heightPx: number;
  widthPx: number;
} {
  const { lines, legend } = chartStyle;
  const legendPx = legendRoom(map.groups, { widthPx });
  const axis = {
    type: 'value',
    scale: true,
    axisLabel: { show: false },
    axisTick: { show: false },
    axisLine: { show: false },
    splitLine: lines,
  };
  const option = {
    legend: { ...legend, icon: 'circle', right: 0 },
    grid: { left: 4, right: 4, top: legendPx + 8, bottom: 4 },
    xAxis: axis,
    yAxis: axis,
    series: map.groups.map((name, group) => ({
      type: 'scatter',
      name,
      symbolSize: 5,
      // Those without a colour of their own lie below.
      z: group < seriesColors.length ? 3 : 2,
      itemStyle: { color: seriesColors[group] ?? palette.rest, opacity: 0.75 },
      data: map.points.filter((point) => point.group === group).map(({ x, y }) => [round(x), round(y)]),
    })),
  };
  return { option, heightPx: legendPx + 480, widthPx };
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
