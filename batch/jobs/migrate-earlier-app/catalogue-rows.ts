import type { RawCatalogueRow } from '../../../shared/contracts/raw-catalogue-row.ts';
import type { Duck } from '../../io/duckdb/open-duckdb.ts';
import { sqlIdentifier } from '../../io/duckdb/sql-identifier.ts';
import type { PlacedCatalogueRow } from '../../process/catalogue/process-catalogue-rows.ts';
import { namesOf } from './names-of.ts';
import { earlierView } from './open-tables.ts';

const textFields = [
  'floor',
  'title',
  'maker',
  'label',
  'series',
  'performers',
  'tags',
  'releasedAt',
  'durationSeconds',
  'duration',
  'price',
  'listPrice',
  'pageUrl',
  'affiliateUrl',
  'imageUrlLarge',
  'imageUrlSmall',
  'sampleImageUrls',
  'sampleVideoUrl',
  'reviewCount',
  'reviewAverage',
  'productCode',
  'janCode',
] as const;

type TextField = (typeof textFields)[number];

/** The rows of items as the normaliser takes them, each with the names that the export links to its item. */
export async function* catalogueRows(duck: Duck): AsyncGenerator<PlacedCatalogueRow> {
  const linked = (kind: string) => `
    (select item, list(distinct name) as names from links_${kind} where problem is null group by item)`;
  const sql = `
    select r.file, r.row_number, r.source, r.external_id, t.names, p.names,
      ${textFields.map((field) => `e.${sqlIdentifier(field)}`).join(', ')}
    from item_rows as r
    inner join ${earlierView('items')} as e on e.file = r.file and e.row_number = r.row_number
    left join ${linked('tags')} as t on t.item = r.item
    left join ${linked('performers')} as p on p.item = r.item
    where r.problem is null
    order by r.file, r.row_number`;
  for await (const rows of duck.stream(sql)) {
    for (const [file, rowNumber, source, externalId, tags, performers, ...texts] of rows) {
      const fields = Object.fromEntries(textFields.map((field, index) => [field, texts[index] ?? null]));
      const given = fields as Record<TextField, string | null>;
      const links = { tags: (tags as string[]) ?? [], performers: (performers as string[]) ?? [] };
      const identity = { source: source as string, externalId: externalId as string };
      yield {
        row: rawRow(given, identity, links),
        file: file as string,
        rowNumber: Number(rowNumber),
      };
    }
  }
}

function rawRow(
  given: Record<TextField, string | null>,
  identity: { source: string; externalId: string },
  links: { tags: string[]; performers: string[] },
): RawCatalogueRow {
  const { floor, title, maker, label, series, releasedAt, price, listPrice, pageUrl, affiliateUrl } = given;
  const { sampleVideoUrl, reviewCount, reviewAverage, productCode, janCode } = given;
  return {
    ...identity,
    floor,
    title,
    maker,
    label,
    series,
    performers: [...links.performers, ...namesOf(given.performers)],
    tags: [...links.tags, ...namesOf(given.tags)],
    releasedAt,
    duration: minutesOf(given.durationSeconds) ?? given.duration,
    price,
    listPrice,
    pageUrl,
    affiliateUrl,
    imageUrls: { list: null, small: given.imageUrlSmall, large: given.imageUrlLarge },
    sampleImageUrls: namesOf(given.sampleImageUrls),
    sampleVideoUrl,
    reviewCount,
    reviewAverage,
    productCode,
    janCode,
  };
}

/** What is no number of seconds goes on as it is: the normaliser says what is wrong with it. */
function minutesOf(seconds: string | null): string | null {
  return seconds !== null && /^\d+(\.\d+)?$/.test(seconds)
    ? String(Math.round(Number(seconds) / 60))
    : seconds;
}
