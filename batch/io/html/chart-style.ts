import { palette } from './chart-palette.ts';

const small = { fontFamily: 'sans-serif', fontSize: 12 };

/** What all charts share: colours are those of the palette, or the style sheet could not swap them. */
export const chartStyle = {
  label: { ...small, color: palette.text },
  scale: { ...small, color: palette.muted },
  lines: { lineStyle: { color: palette.line } },
  legend: {
    left: 0,
    top: 0,
    itemWidth: 12,
    itemHeight: 12,
    itemGap: 16,
    textStyle: { ...small, color: palette.text },
  },
};
