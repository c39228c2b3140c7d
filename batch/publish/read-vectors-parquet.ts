import type { DuckDBArrayValue, DuckDBListValue, DuckDBValue } from '@duckdb/node-api';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Duck } from '../io/duckdb/open-duckdb.ts';
import { sqlText } from '../io/duckdb/sql-text.ts';
import type { ItemVectors } from './item-vectors.ts';

/**
 * Item vectors from a Parquet file in the order of its rows: `item_id` (database id), `embedding` and, where histories
 * pool something else, `history_input`, each a list of `dim` numbers.
 * @throws AppError INVALID_DATA naming the column or the row that is wrong.
 */
export async function readVectorsParquet(
  duck: Duck,
  path: string,
  { dim }: { dim: number },
): Promise<ItemVectors> {
  const relation = `read_parquet(${sqlText(path)})`;
  const hasHistory = await checkColumns(duck, relation, path);
  const [counted] = await duck.rows(`select count(*)::integer as n from ${relation}`);
  const rows = Number(counted!.n);
  const vectors: ItemVectors = {
    dim,
    itemIds: [],
    embeddings: new Float32Array(rows * dim),
    historyInputs: new Float32Array(rows * dim),
  };
  const history = hasHistory ? 'history_input' : 'embedding';
  const chunks = duck.columns(
    `select item_id::bigint, embedding::float[], ${history}::float[] from ${relation}`,
  );
  for await (const [ids, embeddings, inputs] of chunks) {
    for (const [at, id] of ids!.entries()) {
      const row = vectors.itemIds.length;
      if (id === null) throw refuse(path, `row ${row + 1} has no item_id`);
      vectors.itemIds.push(Number(id));
      for (const [name, value, table] of [
        ['embedding', embeddings![at], vectors.embeddings],
        ['history_input', inputs![at], vectors.historyInputs],
      ] as const) {
        table.set(numbersOf(value, { dim, path, what: `${name} of item ${id}` }), row * dim);
      }
    }
  }
  return vectors;
}

/** @returns whether there is a history_input */
async function checkColumns(duck: Duck, relation: string, path: string): Promise<boolean> {
  const columns = await duck
    .rows(`select column_name as name, column_type as type from (describe select * from ${relation})`)
    .catch((cause: unknown) => {
      throw refuse(path, 'it cannot be read as Parquet', cause);
    });
  const types = new Map(columns.map(({ name, type }) => [String(name), String(type)]));
  const idType = types.get('item_id');
  if (!idType) throw refuse(path, 'it has no column item_id');
  if (!/^U?(BIG|TINY|SMALL|)INT(EGER)?$/.test(idType)) throw refuse(path, `item_id is of type ${idType}`);
  for (const name of ['embedding', 'history_input']) {
    const type = types.get(name);
    if (type === undefined && name === 'embedding') throw refuse(path, 'it has no column embedding');
    if (type !== undefined && !/^(FLOAT|DOUBLE)\[\d*\]$/.test(type))
      throw refuse(path, `${name} is of type ${type}`);
  }
  return types.has('history_input');
}

function numbersOf(
  value: DuckDBValue | undefined,
  { dim, path, what }: { dim: number; path: string; what: string },
): number[] {
  const items = (value as DuckDBListValue | DuckDBArrayValue | null)?.items;
  if (!items) throw refuse(path, `there is no ${what}`);
  if (items.length !== dim) throw refuse(path, `the ${what} has ${items.length} numbers, not ${dim}`);
  // Null would become 0 in a Float32Array.
  if (!items.every(Number.isFinite)) throw refuse(path, `the ${what} holds values that are not finite`);
  return items as number[];
}

function refuse(path: string, why: string, cause?: unknown): AppError {
  return new AppError('INVALID_DATA', `Cannot read item vectors from ${path}: ${why}`, {
    hint: 'Columns are item_id (integer), embedding and, optionally, history_input (lists of numbers).',
    cause,
  });
}
