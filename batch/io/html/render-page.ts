import { escapeHtml } from './escape-html.ts';
import { reportStyle } from './report-style.ts';

export interface PageParts {
  /** Text; escaped here. */
  title: string;
  /** HTML below the title. */
  body: string;
  /** More of a style sheet. */
  style?: string;
}

/** A report as one HTML page: no script, and nothing from outside. */
export function renderPage({ title, body, style = '' }: PageParts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(title)}</title>
<style>${reportStyle}${style}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>
`;
}
