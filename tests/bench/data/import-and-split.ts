// Run in a process of its own, whose peak memory is then that of the work: from a CSV to a validated, split dataset.
// Prints one line of JSON: seconds by stage, what became of the rows, CPU time and memory of the process.
import { join } from 'node:path';
import { dataRootPaths } from '../../../batch/io/datasets/data-root-paths.ts';
import { findDataset } from '../../../batch/io/datasets/find-dataset.ts';
import { openDuckDb } from '../../../batch/io/duckdb/open-duckdb.ts';
import { splitEvents } from '../../../batch/io/training/split-events.ts';
import { importFiles } from '../../../batch/jobs/import-files/import-files.ts';
import type { ImportedSplit } from './measure-import.ts';

const [csv, root] = process.argv.slice(2);
if (csv === undefined || root === undefined) throw new Error('Usage: import-and-split.ts <csv> <root>');

const dataRoot = join(root, 'data');
const duck = await openDuckDb({ tempFolder: dataRootPaths(dataRoot).temp });
const stages: Record<string, number> = {};
let stage = 'plan';
let began = performance.now();
const cpuAtStart = process.cpuUsage();
function enter(next: string): void {
  stages[stage] = (stages[stage] ?? 0) + (performance.now() - began) / 1000;
  [stage, began] = [next, performance.now()];
}

const imported = await importFiles(
  {
    dataRoot,
    duck,
    client: null,
    onProgress: (_done, _total, detail) => {
      // Details name the file too; the stage is their first word.
      const next = detail.split(' ', 1)[0]!;
      if (next !== stage) enter(next);
    },
  },
  {
    paths: [csv],
    source: 'bench',
    mapping: {
      kind: 'events',
      columns: { personKey: 'person', externalId: 'item', kind: 'decision', decidedAt: 'time' },
      kindValues: { like: ['like'], nope: ['nope'], neutral: [] },
      timeFormat: 'iso',
      timeZone: 'UTC',
      allLikes: false,
      noTimes: false,
    },
    maxRejectShare: 0.02,
  },
);
enter('splitting');
const reference = imported.datasets.find(
  ({ stage, name }) => stage === 'validated' && name.endsWith('-events'),
);
if (!reference) throw new Error('The import made no validated events');
const shares = { trainShare: 0.8, validationShare: 0.1 };
const split = await splitEvents(duck, {
  dataRoot,
  root,
  events: await findDataset(dataRoot, reference),
  ...shares,
});
enter('closing');
await duck.close();
enter('end');
const { user, system } = process.cpuUsage(cpuAtStart);

const result: ImportedSplit = {
  stages,
  cpuSeconds: (user + system) / 1e6,
  rows: imported.rows,
  events: imported.events,
  parts: Object.fromEntries(split.manifest.tables.map(({ name, rows }) => [name, rows])),
  // In kilobytes, the most that ever was resident.
  peakMegabytes: process.resourceUsage().maxRSS / 1024,
};
console.log(JSON.stringify(result));
