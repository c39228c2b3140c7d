import { escapeHtml } from './escape-html.ts';

/** A table as HTML, nothing without rows. A heading that begins with `#` is that of a column of numbers. */
export function renderTable(title: string, headings: readonly string[], rows: readonly string[][]): string {
  if (rows.length === 0) return '';
  const cell = (tag: 'th' | 'td', text: string, index: number) => {
    const number = headings[index]!.startsWith('#') ? ' class="number"' : '';
    return `<${tag}${number}>${escapeHtml(text)}</${tag}>`;
  };
  const head = headings.map((heading, index) => cell('th', heading.replace(/^#/, ''), index)).join('');
  const body = rows
    .map((row) => `<tr>${row.map((text, index) => cell('td', text, index)).join('')}</tr>`)
    .join('\n');
  return `<section class="card wide"><h2>${escapeHtml(title)}</h2>
<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></section>
`;
}
