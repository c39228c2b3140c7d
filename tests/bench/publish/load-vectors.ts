// A process of its own that loads vectors as the publish job does; prints what it took. Arguments: database, run folder.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectDatabase } from '../../../batch/io/connect-database.ts';
import { readItemVectors } from '../../../batch/publish/item-vectors.ts';
import { loadItemVectors } from '../../../batch/publish/load-item-vectors.ts';
import { runFolderPaths } from '../../../batch/publish/run-folder-paths.ts';

const [dbUrl, run] = process.argv.slice(2) as [string, string];
const artifact = JSON.parse(await readFile(join(run, 'artifact.json'), 'utf8'));
const vectors = await readItemVectors(runFolderPaths(run).vectors);
const database = await connectDatabase(dbUrl, { applicationName: 'bench:publish' });
try {
  const { seconds } = await loadItemVectors(database, artifact, vectors);
  console.log(JSON.stringify({ ...seconds, peakMegabytes: process.resourceUsage().maxRSS / 1024 }));
} finally {
  await database.end();
}
