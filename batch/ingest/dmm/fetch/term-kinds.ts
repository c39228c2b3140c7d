import { z } from 'zod';
import type { DmmAnswer, DmmClient, DmmParameters } from '../client/create-dmm-client.ts';
import {
  actressSearchSchema,
  genreSearchSchema,
  makerSearchSchema,
  type SearchResult,
  seriesSearchSchema,
} from '../client/response-schemas.ts';

export const termKinds = ['genre', 'maker', 'series', 'performer'] as const;

export type TermKind = (typeof termKinds)[number];

export interface Term {
  kind: TermKind | 'floor';
  externalId: string;
  name: string;
  /** How the name is read, in kana. */
  reading: string | null;
}

export interface TermListing {
  /** Entries a page, as many as the API gives. */
  hits: number;
  /** Whether the API lists it floor by floor. */
  byFloor: boolean;
  schema: z.ZodType<{ result: SearchResult }>;
  ask(client: DmmClient, parameters: DmmParameters): Promise<DmmAnswer<SearchResult>>;
}

/** The four listings of names. */
export const termListings: Record<TermKind, TermListing> = {
  genre: {
    ...{ hits: 500, byFloor: true, schema: genreSearchSchema },
    ask: (client, parameters) => client.genreSearch(parameters),
  },
  maker: {
    ...{ hits: 500, byFloor: true, schema: makerSearchSchema },
    ask: (client, parameters) => client.makerSearch(parameters),
  },
  series: {
    ...{ hits: 500, byFloor: true, schema: seriesSearchSchema },
    ask: (client, parameters) => client.seriesSearch(parameters),
  },
  performer: {
    ...{ hits: 100, byFloor: false, schema: actressSearchSchema },
    ask: (client, parameters) => client.actressSearch(parameters),
  },
};

const text = z.union([z.string(), z.number()]).transform((value) => String(value).trim());
const entrySchema = z.looseObject({ name: text.pipe(z.string().min(1)), ruby: text.nullish() });

/** One entry of a listing, or null where it has no id or no name. Ids are called `id`, or after their kind. */
export function termFrom(entry: unknown, kind: TermKind): Term | null {
  const parsed = entrySchema.safeParse(entry);
  if (!parsed.success) return null;
  const id = text.safeParse(parsed.data.id ?? parsed.data[`${kind}_id`]);
  if (!id.success || id.data === '') return null;
  return { kind, externalId: id.data, name: parsed.data.name, reading: parsed.data.ruby || null };
}
