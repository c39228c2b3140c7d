import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TrainingSet } from '../../../batch/io/training-set.ts';

/** The columns of ml-100k as RecBole's atomic files have them; ratings of 4 and more like, of 2 and less nope. */
export function readMovielens(folder: string): TrainingSet {
  const rows = readAtomic(join(folder, 'ml-100k.inter'))
    .map((cells) => cells.map(Number) as [number, number, number, number])
    .filter(([, , rating]) => rating !== 3)
    .sort((a, b) => a[3] - b[3] || a[0] - b[0] || a[1] - b[1]);
  const catalogue = readAtomic(join(folder, 'ml-100k.item')).sort((a, b) => Number(a[0]) - Number(b[0]));
  const itemAt = new Map(catalogue.map(([id], index) => [Number(id), index]));
  const keys = [...new Set(rows.map(([person]) => person))].sort((a, b) => a - b);
  const personAt = new Map(keys.map((key, index) => [key, index]));
  return {
    items: catalogue.map(([id = '', title = '', year = '', genres = '']) => ({
      ...{ id: Number(id), externalId: id, title, maker: null, series: null, performers: [] },
      tags: genres.split(' ').filter((genre) => genre !== ''),
      releasedAt: /^\d{4}$/.test(year) ? `${year}-01-01T00:00:00.000Z` : null,
      ...{ durationMinutes: null, priceYen: null },
    })),
    personKeys: keys.map(String),
    personIndex: Int32Array.from(rows, ([person]) => personAt.get(person)!),
    itemIndex: Int32Array.from(rows, ([, item]) => itemAt.get(item)!),
    isLike: Uint8Array.from(rows, ([, , rating]) => (rating >= 4 ? 1 : 0)),
    decidedAt: Float64Array.from(rows, ([, , , time]) => time),
    split: { trainEnd: Math.floor(rows.length * 0.8), validationEnd: Math.floor(rows.length * 0.9) },
    fingerprint: '0'.repeat(64),
  };
}

function readAtomic(path: string): string[][] {
  const [, ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n');
  return lines.map((line) => line.split('\t'));
}
