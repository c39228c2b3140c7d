import type { Client } from 'pg';
import { loadItemVectors } from '../../../batch/publish/load-item-vectors.ts';
import { buildTestArtifact } from '../../contract/support/build-test-artifact.ts';
import type { CatalogueVectors } from './catalogue-vectors.ts';

export interface FilledCatalogue {
  version: string;
  /** Of the load as the publish job does it, without the index. */
  loadSeconds: number;
  /** Null where there is none. */
  index: { width: number; seconds: number; megabytes: number } | null;
}

/**
 * Items with the vectors given, published as a training's are and active. Their price in yen is 0 to 999, spread evenly
 * by id alone; their duration in minutes is that of their cluster, 0 to 99.
 */
export async function fillCatalogue(database: Client, vectors: CatalogueVectors): Promise<FilledCatalogue> {
  const items = vectors.itemIds.length;
  await database.query(
    `insert into app.items (id, source, external_id, title, price_yen, duration_minutes)
     overriding system value
     select n, 'test', 'x' || n, 'Title ' || n, (n * 7919) % 1000, c % 100
     from unnest($1::int[]) with ordinality as u (c, n)`,
    [Array.from(vectors.clusters)],
  );
  const { version, manifest, manifestSha256 } = await buildTestArtifact();
  const artifact = { manifest: { ...manifest, itemCount: items }, manifestSha256 };

  let indexSeconds = 0;
  const watched = new Proxy(database, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name !== 'query' || typeof value !== 'function') return value;
      return (...parameters: unknown[]) => {
        const began = performance.now();
        const result: unknown = value.apply(target, parameters);
        if (!String(parameters[0]).startsWith('create index')) return result;
        return Promise.resolve(result).finally(() => {
          indexSeconds = (performance.now() - began) / 1000;
        });
      };
    },
  });
  const began = performance.now();
  const { indexed } = await loadItemVectors(watched, artifact, vectors);
  const loadSeconds = (performance.now() - began) / 1000 - indexSeconds;
  await database.query("select app.move_model($1, 'active', 'test', 'test')", [version]);
  await database.query('analyze app.items');
  await database.query('analyze app.item_popularity');
  if (!indexed) return { version, loadSeconds, index: null };

  const { rows } = await database.query<{ width: number; megabytes: number }>(
    `select app.near_index_width($1) as width, pg_relation_size(i.indexrelid) / 1048576.0::float8 as megabytes
     from pg_index as i inner join pg_class as c on c.oid = i.indexrelid
     inner join pg_am as m on m.oid = c.relam and m.amname = 'hnsw'
     where i.indrelid = to_regclass('app.' || app.item_vectors_partition($1))`,
    [version],
  );
  return { version, loadSeconds, index: { ...rows[0]!, seconds: indexSeconds } };
}
