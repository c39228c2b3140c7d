import { z } from 'zod';

const addressSchema = z.union([z.ipv4(), z.ipv6()]);

/**
 * Where a request came from, IPv4 or IPv6; null where the header is missing or holds something else.
 * @param header the one that is trusted, see parseEnvironment. No other is looked at: a client could send it.
 */
export function clientAddress({ headers }: Request, header: string): string | null {
  // Of a list only the last entry is the proxy's own; those before it are what the client made up.
  const last = headers.get(header)?.split(',').at(-1)?.trim();
  return addressSchema.safeParse(last?.replace(/^::ffff:(?=\d+\.)/i, '')).data ?? null;
}
