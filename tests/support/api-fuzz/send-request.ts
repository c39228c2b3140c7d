import { type Agent, type IncomingHttpHeaders, request } from 'node:http';

export interface SentRequest {
  url: URL;
  method: string;
  headers: Record<string, string>;
  body: Buffer | null;
  chunked: boolean;
}

export interface PlainAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** Sends a request as it is: fetch would refuse, or mend, what is to be tried. @throws when the connection fails. */
export function sendRequest(
  { url, method, headers, body, chunked }: SentRequest,
  agent: Agent,
): Promise<PlainAnswer> {
  return new Promise((resolve, reject) => {
    // Said by hand: for a DELETE Node would send a body without either.
    const framing = chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(body?.length) };
    const sent = { ...headers, ...(body && framing) };
    const outgoing = request(url, { method, agent, headers: sent }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      incoming.on('error', reject);
      incoming.on('end', () => resolve({ status: incoming.statusCode!, headers: incoming.headers, text }));
    });
    outgoing.on('error', reject);
    if (body && chunked) {
      const middle = body.length >> 1;
      outgoing.write(body.subarray(0, middle));
      outgoing.end(body.subarray(middle));
    } else outgoing.end(body ?? undefined);
  });
}
