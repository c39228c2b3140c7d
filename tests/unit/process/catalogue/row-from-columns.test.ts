import { describe, expect, it } from 'vitest';
import { detectCatalogueMapping } from '../../../../batch/process/catalogue/detect-catalogue-mapping.ts';
import { createRowFromColumns } from '../../../../batch/process/catalogue/row-from-columns.ts';
import { rawRow } from '../support/raw-row.ts';

describe('createRowFromColumns()', () => {
  it('reads columns by the mapping and leaves the others', () => {
    const toRow = createRowFromColumns({
      source: 'shop',
      mapping: {
        columns: { externalId: 'code', tags: 'kinds', performers: 'people', imageUrlSmall: 'thumb' },
        listSeparator: '|',
      },
    });
    const columns = ['kinds', 'code', 'other', 'people', 'thumb'];
    expect(toRow(columns, ['a|b', 'x1', 'z', '["c|d"]', 'https://example.com/s'])).toEqual(
      rawRow({
        tags: ['a', 'b'],
        performers: ['c|d'],
        imageUrls: { list: null, small: 'https://example.com/s', large: null },
      }),
    );
    expect(toRow(columns, [null, 'x1', null, null, null])).toEqual(rawRow());
  });

  it('takes the first of several columns that is not empty, row by row', () => {
    const toRow = createRowFromColumns({
      source: 'shop',
      mapping: { columns: { externalId: 'id', releasedAt: ['released', 'year'] } },
    });
    const columns = ['id', 'year', 'released'];
    expect(toRow(columns, ['x1', '1995', '800000000']).releasedAt).toBe('800000000');
    expect(toRow(columns, ['x1', '1995', ' ']).releasedAt).toBe('1995');
  });

  it('finds its columns again when another file has them in another order', () => {
    const toRow = createRowFromColumns({
      source: 'shop',
      mapping: { columns: { externalId: 'id', title: 'title' } },
    });
    expect(toRow(['id', 'title'], ['x1', 'One']).title).toBe('One');
    expect(toRow(['title', 'id'], ['Two', 'x2']).title).toBe('Two');
  });

  it('names the column that a file does not have', () => {
    const toRow = createRowFromColumns({
      source: 'shop',
      mapping: { columns: { externalId: 'id', title: 'name' } },
    });
    expect(() => toRow(['id', 'title'], ['x1', 'One'])).toThrowError(
      expect.objectContaining({
        code: 'INVALID_DATA',
        message: 'Cannot read the catalogue: it has no column "name" for title',
        hint: 'Correct the mapping; the columns are id, title.',
      }),
    );
  });
});

describe('detectCatalogueMapping()', () => {
  it('reads atomic files as the first release did', () => {
    const columns = [
      'item_id:token',
      'movie_title:token_seq',
      'release_year:token',
      'class:token_seq',
      'cast:token',
    ];
    const mapping = detectCatalogueMapping(columns, { file: 'a.item' });
    const toRow = createRowFromColumns({ source: 'shop', mapping });
    // Words of a token_seq are names of their own in a list, and a title in a title; a token is one name.
    expect(toRow(columns, ['x1', 'Title one', '1995', 'drama  comedy', 'Ann B'])).toEqual(
      rawRow({ title: 'Title one', releasedAt: '1995', tags: ['drama', 'comedy'], performers: ['Ann B'] }),
    );
  });

  it('knows columns in any case', () => {
    expect(detectCatalogueMapping(['Content_ID', 'Price'], { file: 'a.csv', listSeparator: '|' })).toEqual({
      columns: { externalId: ['Content_ID'], price: ['Price'] },
      listSeparator: '|',
    });
  });

  it('refuses a file without ids', () => {
    expect(() => detectCatalogueMapping(['title'], { file: 'a.csv' })).toThrowError(
      expect.objectContaining({
        code: 'INVALID_DATA',
        message: 'Cannot read a.csv: no column holds the id of an item',
      }),
    );
  });
});
