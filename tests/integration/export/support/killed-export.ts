import type { Client } from 'pg';
import { readConfiguration } from '../../../../batch/export/read-configurations.ts';
import { runExport } from '../../../../batch/export/run-export.ts';
import { connectDatabase } from '../../../../batch/io/connect-database.ts';
import { loadPseudonymKey } from '../../../../batch/io/training/load-pseudonym-key.ts';

/** Exports decisions and ends itself by SIGKILL: while rows are read, or before the finished export is noted. */
const [dbUrl, root, moment] = process.argv.slice(2) as [string, string, 'reading' | 'noting'];
const kill = () => process.kill(process.pid, 'SIGKILL');
const client = await connectDatabase(dbUrl, { applicationName: 'killed export' });
const query = client.query.bind(client) as (...args: unknown[]) => unknown;
(client as { query: unknown }).query = (...args: unknown[]) => {
  if (moment === 'noting' && String(args[0]).includes('insert into app.export_history')) kill();
  return query(...args);
};
await runExport(client as Client, {
  dataRoot: `${root}/data`,
  configuration: await readConfiguration('decisions'),
  loadPseudonymKey: () => loadPseudonymKey(root),
  buildTrainingSet: () => Promise.reject(new Error('not needed')),
  onProgress: () => {
    if (moment === 'reading') kill();
  },
});
