import { darkPalette, palette } from './chart-palette.ts';

const swaps = Object.entries(palette)
  .map(([name, light]) => {
    const dark = darkPalette[name as keyof typeof palette];
    return `svg [fill="${light}"]{fill:${dark}}svg [stroke="${light}"]{stroke:${dark}}`;
  })
  .join('');

const variables = (colors: Record<string, string>) =>
  Object.entries(colors)
    .map(([name, color]) => `--${name}:${color};`)
    .join('');

/** Style sheet of a report: follows the reader's colour scheme and the width of the window. */
export const reportStyle = `
:root{color-scheme:light dark;--page:#f6f7f8;--card:#fff;${variables(palette)}}
@media (prefers-color-scheme:dark){:root{--page:#15181c;--card:#1e2329;${variables(darkPalette)}}${swaps}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:15px/1.5 system-ui,sans-serif}
main{max-width:1120px;margin:0 auto;padding:24px 16px 48px}
h1{font-size:24px;line-height:1.25;margin:0 0 4px;overflow-wrap:anywhere}
h2{font-size:16px;margin:0}
p{margin:4px 0}
.muted{color:var(--muted);font-size:13px;overflow-wrap:anywhere}
.outcome{display:inline-block;margin:12px 0;padding:2px 12px;border-radius:999px;border:1px solid;font-weight:600}
.passed{color:var(--good)}
.failed{color:var(--bad)}
.grid{display:grid;gap:16px;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));align-items:start}
.tiles{display:grid;gap:12px;grid-template-columns:repeat(auto-fit,minmax(128px,1fr));margin:12px 0 16px}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px;min-width:0}
.tiles .card{padding:10px 12px}
.tiles b{display:block;font-size:18px;white-space:nowrap;font-variant-numeric:tabular-nums}
.card svg{display:block;width:100%;height:auto;margin-top:8px}
.wide{margin-top:16px;overflow-x:auto}
table{border-collapse:collapse;width:100%;min-width:600px;margin-top:8px;font-size:14px}
th,td{text-align:left;padding:5px 20px 5px 0;border-bottom:1px solid var(--line);vertical-align:top}
th{font-weight:600;color:var(--muted);white-space:nowrap}
td{overflow-wrap:anywhere}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
ul{margin:8px 0;padding-left:20px}
`;
