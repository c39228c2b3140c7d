/** Colours of charts in light mode; the style sheet of the page swaps each for its dark twin. */
export const palette = {
  text: '#24292f',
  muted: '#6a737d',
  line: '#d8dee4',
  accent: '#3b6ea5',
  good: '#3f7f5f',
  bad: '#b4544a',
  // For things side by side, told apart by hue.
  series1: '#3267a9',
  series2: '#c8641e',
  series3: '#2f8a5b',
  series4: '#a83e7b',
  series5: '#8a6d00',
  series6: '#6b54b8',
  series7: '#00838f',
  series8: '#9c4a2f',
  rest: '#a3abb3',
} as const;

export const darkPalette: Record<keyof typeof palette, string> = {
  text: '#e6e9ec',
  muted: '#9aa4ae',
  line: '#3a424b',
  accent: '#7aa7d9',
  good: '#74b894',
  bad: '#e0897f',
  series1: '#7fb0ea',
  series2: '#f0a068',
  series3: '#6fcf9c',
  series4: '#e58ac0',
  series5: '#d9bf57',
  series6: '#b3a1f2',
  series7: '#58cbd6',
  series8: '#d99a80',
  rest: '#626b75',
};

/** Eight colours for things side by side. */
export const seriesColors: readonly string[] = [
  palette.series1,
  palette.series2,
  palette.series3,
  palette.series4,
  palette.series5,
  palette.series6,
  palette.series7,
  palette.series8,
];
