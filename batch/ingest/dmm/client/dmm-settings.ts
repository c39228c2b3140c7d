import { z } from 'zod';
import { AppError } from '../../../../shared/errors/app-error.ts';

export interface DmmSettings {
  /** Secret. */
  apiId: string;
  /** Not shown in logs either: it says whose account this is. */
  affiliateId: string;
  /** Ends with a slash. */
  baseUrl: string;
}

const defaultBaseUrl = 'https://api.dmm.com/affiliate/v3/';

const schema = z.object({
  DMM_API_ID: z.string({ error: 'it is not set' }).regex(/^[A-Za-z0-9_-]{8,100}$/, {
    error: 'it is no API id: 8 to 100 letters and digits',
  }),
  DMM_AFFILIATE_ID: z.string({ error: 'it is not set' }).regex(/^[A-Za-z0-9_]{2,80}-99[0-9]$/, {
    error: 'it is no affiliate id for API use: one that ends in -990 to -999',
  }),
  DMM_API_BASE_URL: z
    .string()
    .refine(isSafeUrl, { error: 'it is no https:// address (http:// is allowed on this machine only)' })
    .default(defaultBaseUrl),
});

/**
 * Who asks the DMM affiliate API, from the environment and from nowhere else: flags and job parameters are recorded.
 * Throws INVALID_CONFIG naming the variable, never its value.
 */
export function readDmmSettings(environment: NodeJS.ProcessEnv): DmmSettings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, text]) => text !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) {
    const { DMM_API_ID: apiId, DMM_AFFILIATE_ID: affiliateId, DMM_API_BASE_URL: url } = parsed.data;
    return { apiId, affiliateId, baseUrl: url.endsWith('/') ? url : `${url}/` };
  }
  const issue = parsed.error.issues[0]!;
  throw new AppError('INVALID_CONFIG', `Cannot use ${String(issue.path[0])}: ${issue.message}`, {
    hint: 'Set DMM_API_ID and DMM_AFFILIATE_ID in the environment; both are on the API page of the affiliate site.',
  });
}

function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, search, hash, username } = new URL(text);
  if (search !== '' || hash !== '' || username !== '') return false;
  return (
    protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname))
  );
}
