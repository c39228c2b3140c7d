import type { Command } from 'commander';
import { z } from 'zod';
import { parseFlags } from '../config/parse-flags.ts';
import type { ReleaseStatus } from '../release/read-releases.ts';
import { formatTable } from './format-table.ts';
import { terminalWidth } from './terminal-width.ts';

const flagsSchema = z.strictObject({
  json: z.boolean().optional(),
  last: z.int().min(1).max(1000),
  root: z.string().min(1),
  dbUrl: z.string().min(1).optional(),
});

/** Adds `status` to `matching release`. */
export function registerReleaseStatusCommand(release: Command): void {
  release
    .command('status')
    .description('Where every version is, and the last moves')
    .option('--last <moves>', 'so many moves', '10')
    .option('--json', 'print JSON')
    .option('--root <folder>', 'folder of the local data', process.env.MATCHING_ROOT ?? '.matching')
    .option('--db-url <url>', 'database (default: SUPABASE_DB_URL, else the embedded stack)')
    .action(async (given: Record<string, unknown>) => {
      const { json, last, root, dbUrl } = parseFlags(flagsSchema, given);
      const { resolveConnection } = await import('../io/resolve-connection.ts');
      const { connectDatabase } = await import('../io/connect-database.ts');
      const { readReleases } = await import('../release/read-releases.ts');
      const connection = await resolveConnection({ root, flags: { dbUrl } });
      const client = await connectDatabase(connection.dbUrl, { applicationName: 'matching release status' });
      try {
        const status = await readReleases(client, { limit: last });
        if (json) console.log(JSON.stringify(status, null, 2));
        else for (const line of describeStatus(status)) console.log(line);
      } finally {
        await client.end();
      }
    });
}

function describeStatus({ deployed, shadow, releases }: ReleaseStatus): string[] {
  if (deployed.length === 0)
    return ['No version is released. Next: npx matching release promote <version>, once one is published.'];
  const width = Math.max(terminalWidth(), 100);
  const shareOf = (share: number | null) => (share === null ? '' : `${Math.round(share * 1000) / 10} %`);
  const places = deployed.map(({ version, slot, share, since }) => [slot, version, shareOf(share), since]);
  const moves = releases.map(({ at, version, from, to, share, by, reason, automatic }) => [
    at,
    version,
    `${from ?? 'published'} → ${to} ${shareOf(share)}`.trim(),
    automatic ? `${by} (guardrail)` : by,
    reason,
  ]);
  const ofShadow =
    shadow &&
    `Shadow: ${shadow.pages} pages, ${shadow.failures} of them failed, ${shareOf(shadow.overlap)} of the items shared, mean ${Math.round(shadow.meanMs ?? 0)} ms`;
  return [
    ...formatTable([['slot', 'version', 'share', 'since'], ...places], { width }),
    ...(ofShadow ? [ofShadow] : []),
    '',
    ...formatTable([['moved', 'version', 'from → to', 'by', 'reason'], ...moves], { width }),
  ];
}
