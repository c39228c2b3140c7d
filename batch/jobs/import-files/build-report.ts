import type { LandedFile } from '../../ingest/files/land-file.ts';
import { datasetFiles } from '../../io/datasets/dataset-files.ts';
import type { WrittenDataset } from '../../io/datasets/write-dataset.ts';
import type { Duck } from '../../io/duckdb/open-duckdb.ts';
import { sqlText } from '../../io/duckdb/sql-text.ts';
import type { ImportedCatalogue } from './import-catalogue.ts';
import type { ImportedEvents } from './import-events.ts';
import { type CatalogueReport, checkCounts, type EventsReport, type ImportReport } from './import-report.ts';
import type { LandedFiles } from './land-files.ts';

type Validated = ImportedCatalogue['validated'];

/** Accounts for every row, by file and in all. Throws Error where one is missing. */
export async function buildReport(
  duck: Duck,
  {
    source,
    landed,
    catalogue,
    events,
  }: {
    source: string;
    landed: LandedFiles;
    catalogue: ImportedCatalogue | null;
    events: ImportedEvents | null;
  },
): Promise<Omit<ImportReport, 'stored' | 'datasets'>> {
  const waiting = events && !events.validated.complete ? events.validated.missing : [];
  const validatedEvents = events?.validated.complete ? events.validated : null;
  const files: ImportReport['files'] = [
    ...landed.people.map((people) => ({ kind: 'people' as const, ...people })),
    ...(catalogue ? filesOf(landed.catalogue, catalogue.validated) : []),
    ...(validatedEvents ? filesOf(landed.events, validatedEvents) : []),
  ];
  const sum = (key: 'read' | 'accepted' | 'quarantined') =>
    files.reduce((total, file) => total + file[key], 0);
  const rows = { read: sum('read'), accepted: sum('accepted'), quarantined: sum('quarantined') };
  for (const file of files) checkCounts(file.file, file);
  return {
    source,
    complete: waiting.length === 0,
    missingShards: waiting,
    files,
    rows,
    catalogue: catalogue && reportCatalogue(landed.catalogue, catalogue.validated),
    events: validatedEvents && (await reportEvents(duck, landed.events, validatedEvents)),
  };
}

/** What is in no row of the processed table was a reject or was blocked: it is quarantined. */
function filesOf(landed: readonly LandedFile[], { report }: Validated): ImportReport['files'] {
  return landed.map(({ file: { label, kind }, read }) => {
    const accepted = report.files.find(({ file }) => file === label)?.accepted ?? 0;
    return { file: label, kind, read, accepted, quarantined: read - accepted };
  });
}

function reportCatalogue(landed: readonly LandedFile[], validated: Validated): CatalogueReport {
  const { kept, merged } = validated.counts;
  return { ...tableReport(landed, validated), kept, merged, blocked: validated.report.blocked };
}

async function reportEvents(
  duck: Duck,
  landed: readonly LandedFile[],
  validated: Validated,
): Promise<EventsReport> {
  const { kept, neutral, superseded } = validated.counts;
  const { likes, nopes } = await countKinds(duck, validated.dataset);
  if (likes + nopes !== kept)
    throw new Error(`${kept} events were kept, ${likes} likes and ${nopes} nopes found`);
  return { ...tableReport(landed, validated), likes, nopes, neutral, superseded };
}

function tableReport(landed: readonly LandedFile[], { counts, report, written }: Validated) {
  const { read, accepted, quarantined } = counts;
  checkCounts(report.name, { read, accepted, quarantined });
  const byFile = filesOf(landed, { report } as Validated);
  const ofFiles = (key: 'read' | 'accepted') => byFile.reduce((total, file) => total + file[key], 0);
  if (ofFiles('read') !== read || ofFiles('accepted') !== accepted) {
    throw new Error(`${report.name}: ${read} rows were validated, the files had ${ofFiles('read')}`);
  }
  return { read, accepted, quarantined, reasons: report.reasons, report: written.html };
}

async function countKinds(duck: Duck, { folder, manifest }: WrittenDataset) {
  const files = datasetFiles(folder, manifest, 'events').map(sqlText).join(', ');
  const [row] = await duck.rows(`
    select (count(*) filter (where kind = 'like'))::double as likes,
      (count(*) filter (where kind = 'nope'))::double as nopes
    from read_parquet([${files}])`);
  return row as { likes: number; nopes: number };
}
