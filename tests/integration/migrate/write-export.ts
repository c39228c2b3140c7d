import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { newTempFolder } from '../../fixtures/new-temp-folder.ts';

/** A folder with these files; texts are written as they are, lists as a JSON array; .gz is compressed. */
export function writeExport(files: Record<string, string | object[]>): string {
  const folder = newTempFolder();
  for (const [name, content] of Object.entries(files)) {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    writeFileSync(path.join(folder, name), name.endsWith('.gz') ? gzipSync(text) : text);
  }
  return folder;
}

/** Ids as the earlier app makes them. */
export const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/**
 * Three items: abc001 written in upper case, abc002 described twice, and one without an id. Links, groups, people and
 * decisions with one row of each thing that can be wrong.
 */
export const smallExport: Record<string, string | object[]> = {
  'videos.json': [
    {
      id: uuid(1),
      external_id: 'ABC001',
      source: 'dmm',
      title: 'First',
      maker: 'Maker One',
      duration_seconds: 5400,
      price: '980~',
      product_released_at: '2024-03-01T15:00:00+00:00',
      image_urls: ['https://shop.example/1.jpg'],
      embedding_hint: 'x',
    },
    { id: uuid(2), external_id: 'abc002', source: 'dmm', title: 'Second' },
    { id: uuid(3), external_id: 'abc002', source: 'dmm', title: 'Second again' },
    { id: uuid(4), external_id: null, source: 'dmm', title: 'No id' },
  ],
  'tag_groups.csv': 'id,name,show_in_ui\ng1,Place,t\ng2,Internal,f\n',
  'tags.csv': `id,name,tag_group_id\n${uuid(11)},mint,g1\n${uuid(12)},plum,g2\n${uuid(13)},,g1\n${uuid(14)},mint,g1\n`,
  'performers_rows.jsonl': `{"id":"${uuid(21)}","name":"Person A"}\n{"id":"${uuid(22)}","name":"Person B"}\nbroken\n`,
  'video_tags.csv.gz':
    'video_id,tag_id\n' +
    [
      [uuid(1), uuid(11)],
      [uuid(2), uuid(12)],
      [uuid(3), uuid(12)], // the same item as 2
      [uuid(1), uuid(14)], // mint again
      [uuid(1), uuid(99)], // no such tag
      [uuid(4), uuid(11)], // an item that has no id
    ]
      .map((row) => `${row.join(',')}\n`)
      .join(''),
  'video_performers.csv': `video_id,performer_id\n${uuid(1)},${uuid(21)}\n`,
  'profiles.csv': `user_id,display_name\nann,A\nbob,B\n`,
  'user_video_decisions.json.gz': [
    ['ann', uuid(1), 'swipe_like', '2025-01-01T10:00:00.123456+09:00'],
    ['ann', uuid(1), 'grid_nope', '2025-01-01 01:00:00.123456+00'], // the same time: the nope wins
    ['ann', uuid(2), 'grid_like', '2025-01-02T00:00:00'],
    ['ann', uuid(3), 'swipe_nope', '2025-01-01T00:00:00'], // the same item as 2, earlier
    ['bob', 'abc001', 'LIKE', 1735689600], // by the id of the source, in another spelling
    ['bob', uuid(9), 'like', '2025-01-01'], // no such item
    ['bob', uuid(4), 'like', '2025-01-01'], // an item that was refused
    ['cat', uuid(1), 'like', '2025-01-01'], // no such person
    ['bob', uuid(2), 'swipe_maybe', '2025-01-01'],
    ['bob', uuid(2), 'nope', 'yesterday'],
    [null, uuid(2), 'nope', '2025-01-01'],
  ].map(([user_id, video_id, decision_type, created_at], index) => ({
    id: uuid(100 + index),
    user_id,
    video_id,
    decision_type,
    created_at,
  })),
};
