import type { RawCatalogueRow } from '../../../shared/contracts/raw-catalogue-row.ts';
import { showAffiliateId } from './client/hide-credentials.ts';
import { type DmmItem, itemSchema } from './item-schema.ts';

export interface RowFromItemOptions {
  floor: string;
  /** Put back into links, where raw pages hold a mark. */
  affiliateId: string;
}

/** A row, or why there is none. */
export type ItemReading =
  | { row: RawCatalogueRow }
  | { problem: { field: string; reason: 'item_unreadable' } };

/** What an item of ItemList says, uncleaned. Only its date gets what the API leaves unsaid: that it is Japan time. */
export function rowFromItem(item: unknown, { floor, affiliateId }: RowFromItemOptions): ItemReading {
  const parsed = itemSchema.safeParse(item);
  if (!parsed.success) {
    const field = parsed.error.issues[0]!.path.join('.') || 'item';
    return { problem: { field, reason: 'item_unreadable' } };
  }
  const { data } = parsed;
  const { iteminfo, imageURL, prices, review } = data;
  return {
    row: {
      source: 'dmm',
      externalId: data.content_id,
      floor,
      title: data.title,
      maker: iteminfo?.maker[0] ?? null,
      label: iteminfo?.label[0] ?? null,
      series: iteminfo?.series[0] ?? null,
      performers: iteminfo?.actress ?? [],
      tags: iteminfo?.genre ?? [],
      releasedAt: inJapan(data.date),
      duration: data.volume,
      price: prices?.price ?? null,
      listPrice: prices?.list_price ?? null,
      pageUrl: data.URL,
      affiliateUrl: data.affiliateURL && showAffiliateId(data.affiliateURL, affiliateId),
      imageUrls: {
        list: imageURL?.list ?? null,
        small: imageURL?.small ?? null,
        large: imageURL?.large ?? null,
      },
      sampleImageUrls: sampleImages(data),
      sampleVideoUrl: largestSample(data.sampleMovieURL ?? {}),
      reviewCount: review?.count ?? null,
      reviewAverage: review?.average ?? null,
      productCode: data.maker_product,
      janCode: data.jancode,
    },
  };
}

function inJapan(date: string | null): string | null {
  if (date === null || !/^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}$/.test(date)) return date;
  return `${date.replace(' ', 'T')}+09:00`;
}

function sampleImages({ sampleImageURL }: DmmItem): string[] {
  const large = sampleImageURL?.sample_l?.image ?? [];
  return large.length > 0 ? large : (sampleImageURL?.sample_s?.image ?? []);
}

/** Keys are sizes such as `size_720_480`, beside flags. */
function largestSample(samples: Record<string, unknown>): string | null {
  const bySize = Object.entries(samples).flatMap(([key, link]) => {
    const size = /^size_(\d+)_(\d+)$/.exec(key);
    return size && typeof link === 'string' && link !== ''
      ? [{ link, pixels: Number(size[1]) * Number(size[2]) }]
      : [];
  });
  return bySize.sort((a, b) => b.pixels - a.pixels)[0]?.link ?? null;
}
