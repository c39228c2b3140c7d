/** A POST request as a hosted project hands it to a function. */
export function postJson(body: unknown, token?: string): Request {
  return new Request('https://project.example/functions/v1/some-function', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'cf-connecting-ip': '192.0.2.7',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}
