/** Colours of charts in light mode; the style sheet of the page swaps each for its dark twin. */
export const palette = {
  text: '#24292f',
  muted: '#6a737d',
  line: '#d8dee4',
  accent: '#3b6ea5',
  good: '#3f7f5f',
  bad: '#b4544a',
} as const;

export const darkPalette: Record<keyof typeof palette, string> = {
  text: '#e6e9ec',
  muted: '#9aa4ae',
  line: '#3a424b',
  accent: '#7aa7d9',
  good: '#74b894',
  bad: '#e0897f',
};
