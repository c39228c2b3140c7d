// Made once: each call of toLocaleString with options makes another.
const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });

/** A whole number with thin groups, or a short one from a hundred thousand on: `12,345`, `1.2M`. */
export function formatNumber(value: number): string {
  if (value >= 1e9) return `${trim(value / 1e9)}B`;
  if (value >= 1e6) return `${trim(value / 1e6)}M`;
  if (value >= 1e5) return `${trim(value / 1e3)}k`;
  return grouped.format(value);
}

const trim = (value: number) => String(Number(value.toPrecision(3)));
