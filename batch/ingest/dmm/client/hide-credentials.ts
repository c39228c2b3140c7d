import type { DmmSettings } from './dmm-settings.ts';

type Credentials = Pick<DmmSettings, 'apiId' | 'affiliateId'>;

const apiIdMark = '{api_id}';
const affiliateIdMark = '{affiliate_id}';

/** A text without credentials: the API repeats a request in its answer, and puts the affiliate id into links. */
export function hideCredentials(text: string, { apiId, affiliateId }: Credentials): string {
  return text.replaceAll(apiId, apiIdMark).replaceAll(affiliateId, affiliateIdMark);
}

/** A link as it has to be shown, from one of a text without credentials. */
export function showAffiliateId(link: string, affiliateId: string): string {
  return link.replaceAll(affiliateIdMark, affiliateId);
}
