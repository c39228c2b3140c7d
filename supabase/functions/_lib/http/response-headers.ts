/** Headers of every answer. Any origin may call: what protects an endpoint is the bearer token, not a cookie. */
export function responseHeaders(requestId: string, methods: readonly string[]): Record<string, string> {
  return {
    'access-control-allow-origin': '*',
    'access-control-allow-headers': 'authorization, apikey, content-type, x-client-info, x-region',
    'access-control-allow-methods': [...methods, 'OPTIONS'].join(', '),
    'access-control-expose-headers': 'x-request-id, retry-after',
    'access-control-max-age': '86400',
    'cache-control': 'no-store',
    'x-request-id': requestId,
  };
}
