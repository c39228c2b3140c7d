import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recogniseTable } from '../../../batch/jobs/migrate-earlier-app/recognise-table.ts';

describe('recogniseTable()', () => {
  it.each([
    ['videos.csv', 'items'],
    ['public.videos_rows.csv.gz', 'items'],
    ['Videos_subset.json', 'items'],
    ['videos-2.jsonl', 'items'],
    ['user_video_decisions.json.gz', 'decisions'],
    ['userVideoDecisions.csv', 'decisions'],
    ['tag_groups.tsv', 'tagGroups'],
    ['video_tags_2025-01-31.csv', 'itemTags'],
  ])('knows %s by its name', (file, table) => {
    expect(recogniseTable(file, [])?.table).toBe(table);
  });

  it.each([
    [['user_id', 'video_id', 'decision_type', 'created_at'], 'decisions'],
    [['video_id', 'tag_id'], 'itemTags'],
    [['video_id', 'performer_id'], 'itemPerformers'],
    [['id', 'external_id', 'title', 'price'], 'items'],
    [['id', 'name', 'tag_group_id'], 'tags'],
    [['id', 'name', 'show_in_ui'], 'tagGroups'],
    [['a', 'b'], undefined],
    [[], undefined],
  ])('knows columns %j', (columns, table) => {
    expect(recogniseTable('dump.csv', columns)?.table).toBe(table);
  });

  it('takes columns in other spellings and in the order of preference, and names the others', () => {
    const found = recogniseTable('videos.csv', ['Title', 'releaseDate', 'product-released-at', 'id', 'x']);
    expect(found).toEqual({
      table: 'items',
      columns: { id: ['id'], title: ['Title'], releasedAt: ['product-released-at', 'releaseDate'] },
      ignored: ['x'],
      missing: [],
    });
    expect(recogniseTable('decisions.csv', ['user_id', 'created_at'])?.missing).toEqual([
      ['item'],
      ['decision'],
    ]);
  });

  it('takes any name and any columns without a crash, each column used or ignored', () => {
    const columns = fc.uniqueArray(
      fc.oneof(
        fc.string(),
        fc.constantFrom('id', 'video_id', 'tag_id', 'name', 'title', 'user_id', 'external_id'),
      ),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(fc.string(), columns, (file, names) => {
        const found = recogniseTable(`${file}.csv`, names);
        if (found === null) return;
        const used = Object.values(found.columns).flat();
        expect(new Set([...used, ...found.ignored])).toEqual(new Set(names));
        expect(found.ignored.filter((name) => used.includes(name))).toEqual([]);
      }),
      { numRuns: 2000, seed: 3 },
    );
  });
});
