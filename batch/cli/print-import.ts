import type {
  EventsReport,
  ImportReport,
  RowCounts,
  TableReport,
} from '../jobs/import-files/import-report.ts';

/** What became of each row of an import, a line a file and table. */
export function printImport(report: ImportReport): void {
  const { source, complete, missingShards, files, rows, catalogue, events, stored } = report;
  console.log(complete ? `Imported ${source}` : `Imported one part of ${source}`);
  for (const { file, ...counts } of files) line(file, sums(counts));
  if (files.length > 1) line('all files', sums(rows));
  if (events) line('events', eventSums(events));
  if (catalogue) {
    const blocked = catalogue.blocked.reduce((sum, one) => sum + one.rows, 0);
    line(
      'catalogue',
      `${catalogue.kept} items, ${catalogue.merged} rows merged into others, ${blocked} blocked`,
    );
  }
  for (const table of [catalogue, events]) if (table) printReasons(table);
  if (stored) printStored(stored);
  else if (complete) line('stored', 'nothing');
  else line('stored', `nothing yet: shards ${missingShards.join(', ')} have not finished`);
  for (const dataset of report.datasets.filter(({ stage }) => stage === 'validated')) {
    line('dataset', `${dataset.stage}/${dataset.name}@${dataset.version}`);
  }
  for (const table of [catalogue, events]) if (table) line('report', table.report);
}

function printStored({ items, decisions, people }: NonNullable<ImportReport['stored']>): void {
  const bare = items.created > 0 ? `, ${items.created} made of ids` : '';
  const merged = items.merged > 0 ? `, ${items.merged} joined to items of other sources` : '';
  const keptOut = decisions.keptOut > 0 ? `, ${decisions.keptOut} on items that are not there` : '';
  line(
    'items',
    `${items.added} added, ${items.changed} changed, ${items.unchanged} unchanged${merged}${bare}`,
  );
  line(
    'decisions',
    `${decisions.added} added, ${decisions.changed} changed, ${decisions.unchanged} unchanged, of ${people} people${keptOut}`,
  );
}

function printReasons({ reasons }: TableReport): void {
  for (const { reason, rows } of reasons.slice(0, 10)) line('', `${rows} quarantined: ${reason}`);
}

function sums({ read, accepted, quarantined }: RowCounts): string {
  return `${read} read = ${accepted} accepted + ${quarantined} quarantined`;
}

function eventSums({ read, likes, nopes, neutral, superseded, quarantined }: EventsReport): string {
  return (
    `${read} read = ${likes} likes + ${nopes} nopes + ${neutral} neutral + ` +
    `${superseded} superseded (decided again later) + ${quarantined} quarantined`
  );
}

function line(name: string, text: string): void {
  console.log(`  ${name.padEnd(12)}  ${text}`);
}
