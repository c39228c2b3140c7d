import type { Client } from 'pg';
import { AppError } from '../../shared/errors/app-error.ts';
import type { FolderData } from './read-folder.ts';
import type { DecisionCounts } from './read-interactions.ts';
import { type StoredDecisionCounts, storeDecisions } from './store-decisions.ts';
import { type ItemCounts, storeItems } from './store-items.ts';

export interface StoreFolderOptions {
  /** What the rows are filed under; default the name of the data set. */
  source?: string | undefined;
  /** After this many days a like counts half in the popularity of its item. */
  popularityHalfLifeDays?: number;
}

export interface ImportReport {
  source: string;
  people: number;
  items: ItemCounts;
  /** What was in the file: read = likes + nopes + ignored + superseded. */
  rows: DecisionCounts;
  /** What became of its likes and nopes: their sum = added + changed + unchanged. */
  decisions: StoredDecisionCounts;
}

/**
 * Brings what `readFolder` read into the database, in one transaction; a second time changes nothing.
 * Throws INVALID_CONFIG for a source that can not be used.
 */
export async function storeFolder(
  client: Client,
  data: FolderData,
  options: StoreFolderOptions = {},
): Promise<ImportReport> {
  const source = options.source ?? data.name;
  if (source.includes(':')) {
    // readTrainingSet joins source and person with a colon; two sources must not share a person's key.
    throw new AppError('INVALID_CONFIG', 'Cannot use the source: its name holds a colon', {
      hint: 'Choose another name with --source.',
    });
  }
  await client.query('begin');
  try {
    // Hosted roles stop a statement after two minutes; a large import may take longer.
    await client.query("set local statement_timeout = '1h'");
    const stored = await store(client, data, source);
    await client.query('select app.refresh_item_popularity($1)', [options.popularityHalfLifeDays ?? null]);
    await client.query('commit');
    return { source, people: data.decisions.people.size, rows: data.counts, ...stored };
  } catch (error) {
    // A broken connection cannot roll back, and the server then does it; the first error is the one to report.
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

async function store(client: Client, { items, hasCatalogue, decisions }: FolderData, source: string) {
  const itemCounts = await storeItems(client, items, { source, hasCatalogue });
  return { items: itemCounts, decisions: await storeDecisions(client, decisions, source) };
}
