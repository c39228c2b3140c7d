import type { Client } from 'pg';
import { AppError } from '../../shared/errors/app-error.ts';

export interface SimilarItem {
  /** Database id. */
  id: number;
  externalId: string;
  title: string;
  maker: string | null;
  /** Cosine of the two embeddings, in [-1, 1]. */
  similarity: number;
}

export interface SimilarItems {
  item: Omit<SimilarItem, 'similarity'>;
  version: string;
  nearest: SimilarItem[];
}

/**
 * The active items nearest to one, by all coordinates and exactly; ties by id. `item` is a database id or an external id;
 * one that could be both is a database id.
 * @throws AppError NOT_FOUND where there is no such item, it has no vector, or its external id is of several sources.
 */
export async function findSimilarItems(
  client: Client,
  { version, item, limit }: { version: string; item: string; limit: number },
): Promise<SimilarItems> {
  const found = await findItem(client, item);
  const { rows } = await client.query<SimilarItem>(
    `select i.id::float8 as id, i.external_id as "externalId", i.title, m.name as maker,
       -(v.embedding operator(extensions.<#>) q.embedding)::float8 as similarity
     from app.item_vectors as q
     inner join app.item_vectors as v on v.model_version = q.model_version and v.item_id <> q.item_id
     inner join app.items as i on i.id = v.item_id and i.status = 'active'
     left join app.makers as m on m.id = i.maker_id
     where q.model_version = $1 and q.item_id = $2
     order by similarity desc, i.id limit $3`,
    [version, found.id, limit],
  );
  if (rows.length === 0) await requireVector(client, { version, found });
  return { item: found, version, nearest: rows };
}

async function findItem(client: Client, item: string): Promise<SimilarItems['item']> {
  const { rows } = await client.query<SimilarItems['item']>(
    `select i.id::float8 as id, i.external_id as "externalId", i.title, m.name as maker
     from app.items as i left join app.makers as m on m.id = i.maker_id
     where i.id = $1 or i.external_id = $2 order by i.id = $1 desc nulls last, i.id limit 3`,
    [/^[1-9]\d{0,14}$/.test(item) ? Number(item) : null, item],
  );
  const [first, second] = rows;
  if (!first) throw new AppError('NOT_FOUND', `Cannot find the item ${item}: nothing has this id`);
  if (second && String(first.id) !== item) {
    throw new AppError('NOT_FOUND', `Cannot tell which item ${item} is: several sources use this id`, {
      hint: `Name the database id, such as ${first.id} or ${second.id}.`,
    });
  }
  return first;
}

/** One item alone in a version has a vector and no neighbour. */
async function requireVector(
  client: Client,
  { version, found }: { version: string; found: SimilarItems['item'] },
): Promise<void> {
  const { rows } = await client.query(
    'select from app.item_vectors where model_version = $1 and item_id = $2',
    [version, found.id],
  );
  if (rows.length > 0) return;
  throw new AppError('NOT_FOUND', `Cannot compare item ${found.id}: it has no vector in ${version}`, {
    hint: '"matching embeddings update" gives vectors to new items.',
  });
}
