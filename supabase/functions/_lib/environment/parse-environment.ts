import { z } from 'zod';
import { AppError } from '../../../../shared/errors/app-error.ts';

const keysByNameSchema = z.record(z.string(), z.string().min(1));
const headerNameSchema = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/i);
const metricsTokenSchema = z
  .string()
  .regex(/^[!-~]{16,256}$/)
  .nullable();
const jwksSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

export interface FunctionEnvironment {
  /** Without a slash at the end. */
  supabaseUrl: string;
  secretKey: string;
  publishableKey: string | null;
  /** Public keys of the project's tokens; null where the platform does not hand them in. */
  jwks: z.infer<typeof jwksSchema> | null;
  /** The header that says where a request came from. */
  addressHeader: string;
  /** What a reader of metrics has to show; null where nobody may read them. */
  metricsToken: string | null;
}

/**
 * Cloudflare stands before every hosted project and writes this header itself, whatever the client sent. It only appends to
 * x-forwarded-for, so that the first entry of that one is the client's own invention.
 */
const hostedAddressHeader = 'cf-connecting-ip';

/**
 * Reads what the platform sets: SUPABASE_URL, SUPABASE_SECRET_KEYS and SUPABASE_PUBLISHABLE_KEYS (JSON, keys by
 * name, `default` is used) or the legacy SUPABASE_SERVICE_ROLE_KEY and SUPABASE_ANON_KEY, and SUPABASE_JWKS. The operator
 * may set CLIENT_ADDRESS_HEADER, behind a proxy that writes another header than those of hosted projects, and METRICS_TOKEN.
 * @throws AppError INVALID_CONFIG naming the variable, never its value.
 */
export function parseEnvironment(read: (name: string) => string | undefined): FunctionEnvironment {
  const url = z.url({ protocol: /^https?$/ }).safeParse(read('SUPABASE_URL'));
  if (!url.success) throw invalid('SUPABASE_URL', 'is not an http or https address');
  const secretKey = defaultKey(read, 'SUPABASE_SECRET_KEYS') ?? read('SUPABASE_SERVICE_ROLE_KEY');
  if (!secretKey) throw invalid('SUPABASE_SECRET_KEYS', 'has no key named default');
  const jwks = read('SUPABASE_JWKS');
  const header = headerNameSchema.safeParse(read('CLIENT_ADDRESS_HEADER') || hostedAddressHeader);
  if (!header.success) throw invalid('CLIENT_ADDRESS_HEADER', 'is not the name of a header');
  const metricsToken = metricsTokenSchema.safeParse(read('METRICS_TOKEN') || null);
  if (!metricsToken.success) throw invalid('METRICS_TOKEN', 'is not 16 to 256 visible characters of ASCII');
  return {
    supabaseUrl: url.data.replace(/\/+$/, ''),
    secretKey,
    publishableKey: defaultKey(read, 'SUPABASE_PUBLISHABLE_KEYS') ?? (read('SUPABASE_ANON_KEY') || null),
    jwks: jwks ? parseJson('SUPABASE_JWKS', jwks, jwksSchema) : null,
    addressHeader: header.data,
    metricsToken: metricsToken.data,
  };
}

function defaultKey(read: (name: string) => string | undefined, name: string): string | undefined {
  const text = read(name);
  return text ? parseJson(name, text, keysByNameSchema).default : undefined;
}

function parseJson<Schema extends z.ZodType>(name: string, text: string, schema: Schema): z.infer<Schema> {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    // The cause would carry the text, which holds keys.
    throw invalid(name, 'is not JSON of the expected form');
  }
}

function invalid(name: string, problem: string): AppError {
  return new AppError('INVALID_CONFIG', `Cannot start: ${name} ${problem}`, { details: { variable: name } });
}
