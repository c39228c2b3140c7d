/** A POST request as a client of the functions makes it. */
export function postJson(body: unknown, token?: string): Request {
  return new Request('https://project.example/functions/v1/some-function', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}
