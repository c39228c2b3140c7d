import type { DatasetManifest } from '../../../shared/contracts/dataset-manifest.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { datasetFiles } from '../datasets/dataset-files.ts';
import { readManifest } from '../datasets/read-manifest.ts';
import type { Duck } from '../duckdb/open-duckdb.ts';
import { sqlText } from '../duckdb/sql-text.ts';
import type { TrainingSet } from '../training-set.ts';
import { trainingParts, trainingSchema } from './training-tables.ts';

/**
 * A training dataset in memory, with its own split.
 * @throws AppError DATASET_MISSING, DATASET_CORRUPT, and INVALID_DATA for a dataset of another kind or one that was made
 * from files alone, whose items have no database ids.
 */
export async function readTrainingDataset(duck: Duck, folder: string): Promise<TrainingSet> {
  const manifest = await readTrainingManifest(folder);
  const relation = (...tables: string[]) =>
    `read_parquet([${tables
      .flatMap((table) => datasetFiles(folder, manifest, table))
      .map(sqlText)
      .join(', ')}])`;
  const rowsOf = (table: string) => manifest.tables.find(({ name }) => name === table)?.rows ?? 0;
  const items = await readItems(duck, relation('items'), folder);
  const hasGroups = manifest.tables.some(({ name }) => name === 'tag_groups');
  const tagGroups = hasGroups ? await readTagGroups(duck, relation('tag_groups')) : new Map();
  const [train, validation, test] = trainingParts.map(rowsOf) as [number, number, number];
  const columns = await readDecisions(duck, relation(...trainingParts), train + validation + test);
  const personKeys = new Array<string>(rowsOf('people'));
  for await (const [index, pseudonym] of duck.columns(
    `select person_index, pseudonym from ${relation('people')}`,
  )) {
    for (const [row, person] of index!.entries()) personKeys[person as number] = pseudonym![row] as string;
  }
  const split = { trainEnd: train, validationEnd: train + validation };
  return { items, tagGroups, personKeys, ...columns, split, fingerprint: manifest.fingerprint };
}

async function readTrainingManifest(folder: string): Promise<DatasetManifest> {
  const manifest = await readManifest(folder);
  if (!manifest) {
    throw new AppError('DATASET_MISSING', `Cannot train from ${folder}: there is no dataset`, {
      hint: 'See "matching datasets list", or leave out --dataset to make one from the database.',
    });
  }
  const { name, version } = manifest.schema;
  if (name === trainingSchema.name && version === trainingSchema.version) return manifest;
  const wanted = `${trainingSchema.name} ${trainingSchema.version}`;
  throw new AppError(
    'INVALID_DATA',
    `Cannot train from ${folder}: it holds ${name} ${version}, not ${wanted}`,
    {
      hint: 'Name a dataset such as validated/training; "matching datasets list" shows them.',
    },
  );
}

async function readItems(duck: Duck, relation: string, folder: string): Promise<TrainingSet['items']> {
  const items: TrainingSet['items'] = [];
  const rows = duck.stream(`
    select id::double, external_id, title, maker, series, performers, tags, epoch_ms(released_at)::double,
      duration_minutes, price_yen
    from ${relation} order by item_index`);
  for await (const some of rows) {
    for (const [id, externalId, title, maker, series, performers, tags, releasedAt, minutes, price] of some) {
      if (id === null) throw withoutIds(folder);
      items.push({
        id: id as number,
        externalId: externalId as string,
        title: title as string,
        maker: maker as string | null,
        series: series as string | null,
        performers: performers as string[],
        tags: tags as string[],
        releasedAt: releasedAt === null ? null : new Date(releasedAt as number).toISOString(),
        durationMinutes: minutes as number | null,
        priceYen: price as number | null,
      });
    }
  }
  return items;
}

/** Datasets that were made before groups were kept have no such table. */
async function readTagGroups(duck: Duck, relation: string): Promise<Map<string, string>> {
  const rows = await duck.rows(`select tag, group_name from ${relation} order by tag`);
  return new Map(rows.map(({ tag, group_name: group }) => [String(tag), String(group)]));
}

function withoutIds(folder: string): AppError {
  return new AppError('INVALID_DATA', `Cannot train from ${folder}: its items are in no database`, {
    hint: 'Import the files into the database and train without --dataset.',
  });
}

type Columns = Pick<TrainingSet, 'personIndex' | 'itemIndex' | 'isLike' | 'decidedAt'>;

async function readDecisions(duck: Duck, relation: string, rows: number): Promise<Columns> {
  const columns: Columns = {
    personIndex: new Int32Array(rows),
    itemIndex: new Int32Array(rows),
    isLike: new Uint8Array(rows),
    decidedAt: new Float64Array(rows),
  };
  const targets = [columns.personIndex, columns.itemIndex, columns.isLike, columns.decidedAt];
  let done = 0;
  const chunks = duck.columns(
    `select person_index, item_index, is_like::utinyint, epoch(decided_at) from ${relation}`,
  );
  for await (const chunk of chunks) {
    for (const [at, target] of targets.entries()) target.set(chunk[at] as number[], done);
    done += chunk[0]!.length;
  }
  return columns;
}
