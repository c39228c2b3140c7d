/** A plain page that says what answers here. It holds no key. */
export function landingPage(apiUrl: string): string {
  const rows = [
    ['Database functions', 'POST /rest/v1/rpc/&lt;function&gt;'],
    ['Accounts', '/auth/v1'],
    ['Files', '/storage/v1'],
    ['Edge Functions', '/functions/v1/&lt;name&gt;'],
  ];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Local stack</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}
td{padding:.2rem 1rem .2rem 0}code{font-family:ui-monospace,monospace}</style>
<h1>Local stack</h1>
<p>The backend answers at <code>${apiUrl}</code>. <code>matching stack status</code> shows addresses,
<code>matching stack status --env</code> the keys.</p>
<table>${rows.map(([name, path]) => `<tr><td>${name}</td><td><code>${path}</code></td></tr>`).join('\n')}</table>
</html>
`;
}
