/** JSON for a line of a terminal: blanks at which it can wrap, long hashes cut. The whole is what --json is for. */
export function formatJson(value: unknown): string {
  return JSON.stringify(value)
    .replace(/,(?=["{[])/g, ', ')
    .replace(/[0-9a-f]{32,}/g, (hash) => `${hash.slice(0, 12)}…`);
}
