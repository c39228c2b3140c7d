/** A plain page that says what answers here. It holds no key. */
export function landingPage(apiUrl: string): string {
  const rows = [
    ['Edge Functions', '/functions/v1/recommend-items, find-items, record-feedback, manage-account'],
    ['Health', '<a href="/functions/v1/report-status">/functions/v1/report-status</a>'],
    ['Accounts', '/auth/v1'],
    ['Files', '/storage/v1'],
    ['Database functions', '/rest/v1/rpc/&lt;function&gt; (POST)'],
  ];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>Adult Matching: local stack</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem}
dt{font-weight:600;margin-top:.6rem}dd{margin:0}code{font-family:ui-monospace,monospace;overflow-wrap:anywhere}</style>
<h1>Adult Matching: local stack</h1>
<p>The backend answers at <code>${apiUrl}</code>.</p>
<dl>${rows.map(([name, path]) => `<dt>${name}</dt><dd><code>${path}</code></dd>`).join('\n')}</dl>
<p><code>npx matching stack status</code> shows addresses and ports,<br>
<code>npx matching stack status --env</code> the keys.</p>
</html>
`;
}
