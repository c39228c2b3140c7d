import { describe, expect, it } from 'vitest';
import type { DmmClient, DmmParameters } from '../../../batch/ingest/dmm/client/create-dmm-client.ts';
import { fetchTerms } from '../../../batch/ingest/dmm/fetch/fetch-terms.ts';
import { termFrom } from '../../../batch/ingest/dmm/fetch/term-kinds.ts';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';

/** A client whose listing of genres has these entries, all of them or those of an initial. */
function listing(entries: (initial: string | undefined) => { total: number; terms: unknown[] }) {
  const asked: DmmParameters[] = [];
  const client = {
    async genreSearch(parameters: DmmParameters) {
      asked.push(parameters);
      const { total, terms } = entries(parameters.initial as string | undefined);
      const page = terms.slice(Number(parameters.offset) - 1, Number(parameters.offset) + 499);
      const result = { total_count: total, terms: page };
      const body = JSON.stringify({ result: { status: '200', total_count: String(total), genre: page } });
      return { result, body, request: { endpoint: 'GenreSearch', parameters } };
    },
  } as unknown as DmmClient;
  return { client, asked };
}

const options = () => ({
  ...{ kind: 'genre' as const, floorId: '43', folder: newTempFolder(), passes: 2 },
  progress: () => undefined,
  signal: new AbortController().signal,
});

describe('fetchTerms()', () => {
  it('reads all pages and counts entries without a name', async () => {
    const terms: unknown[] = Array.from({ length: 600 }, (_, id) => ({
      genre_id: id + 1,
      name: `Genre ${id + 1}`,
    }));
    terms[7] = { genre_id: 8 };
    const { client, asked } = listing(() => ({ total: 600, terms }));
    const fetched = await fetchTerms(client, options());
    expect(fetched).toMatchObject({ listed: 600, unreadable: 1, unreachable: 0 });
    expect(fetched.terms).toHaveLength(599);
    expect(asked.map(({ offset }) => offset)).toEqual([1, 501]);
  });

  it('reads a listing beyond the highest offset by initial, and counts what has none', async () => {
    const { client, asked } = listing((initial) =>
      initial === undefined
        ? { total: 50_001, terms: [{ genre_id: 'x', name: 'First' }] }
        : { total: 1, terms: [{ genre_id: initial, name: `Genre ${initial}`, ruby: initial }] },
    );
    const fetched = await fetchTerms(client, options());
    // 46 sounds, one name each; the first page showed one more.
    expect(fetched.terms).toHaveLength(47);
    expect(fetched).toMatchObject({ listed: 50_001, unreachable: 50_001 - 46 });
    expect(asked).toHaveLength(47);
  });
});

describe('termFrom()', () => {
  it('takes ids under either name, and readings where there are any', () => {
    expect(termFrom({ id: 7, name: ' Performer 7 ', ruby: 'よみ' }, 'performer')).toEqual({
      ...{ kind: 'performer', externalId: '7', name: 'Performer 7', reading: 'よみ' },
    });
    expect(termFrom({ maker_id: '9', name: 'Maker 9' }, 'maker')).toMatchObject({
      externalId: '9',
      reading: null,
    });
    for (const entry of [null, 'x', {}, { id: 1 }, { id: '', name: 'A' }, { id: 1, name: ' ' }]) {
      expect(termFrom(entry, 'genre')).toBeNull();
    }
  });
});
