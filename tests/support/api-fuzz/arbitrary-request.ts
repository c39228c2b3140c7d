import { gzipSync } from 'node:zlib';
import fc, { type Arbitrary } from 'fast-check';
import { endpoints } from '../../../shared/api/endpoints.ts';
import { requestSchemaOf } from '../openapi/api-document.ts';
import { arbitraryOf } from './arbitrary-of.ts';
import { spoilText, spoilValue } from './spoil.ts';

export type Caller = 'adult' | 'newcomer' | 'expired' | 'garbled' | 'nobody';

export interface FuzzRequest {
  endpoint: string;
  method: string;
  /** After the name of the endpoint. */
  suffix: string;
  caller: Caller;
  headers: Record<string, string>;
  body: Buffer | null;
  /** Sent in pieces, without a content-length. */
  chunked: boolean;
}

const some = <Value>(weights: readonly (readonly [number, Value])[]): Arbitrary<Value> =>
  fc.oneof(...weights.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })));

const contentTypes = some([
  [30, { 'content-type': 'application/json' }],
  [1, {}],
  [1, { 'content-type': 'text/plain' }],
  [1, { 'content-type': 'multipart/form-data; boundary=x' }],
  [1, { 'content-type': 'application/json; charset=utf-16' }],
]);
const callers = some<Caller>([
  [24, 'adult'],
  [2, 'newcomer'],
  [1, 'expired'],
  [1, 'garbled'],
  [1, 'nobody'],
]);
const methods = (usual: string) =>
  some(
    [
      [30, usual],
      ...['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'].map((one) => [0.5, one] as const),
    ].map(([weight, one]) => [Number(weight) * 2, String(one)] as const),
  );
const suffixes = some([
  [40, ''],
  [1, '?limit=1&x=%00%zz'],
  [1, '/more'],
  [1, '/'],
]);

/** Requests of every endpoint that are valid, nearly valid or not at all, by the JSON Schemas of docs/openapi.json. */
export const requests: Arbitrary<FuzzRequest> = fc
  .constantFrom(...endpoints, ...endpoints.filter(({ person }) => person))
  .chain(({ name, method }) => {
    const schema = requestSchemaOf(name);
    return fc.record({
      ...{ endpoint: fc.constant(name), method: methods(method), suffix: suffixes, caller: callers },
      headers: contentTypes,
      body: schema ? bodies(arbitraryOf(schema)) : fc.constant(null),
      chunked: fc.nat(9).map((draw) => draw === 0),
    });
  })
  .map((request) => {
    const hasBody = request.body !== null && !['GET', 'HEAD', 'OPTIONS'].includes(request.method);
    return hasBody ? request : { ...request, body: null };
  })
  .chain((request) =>
    fc.nat(39).map((draw) =>
      draw === 0 && request.body
        ? {
            ...request,
            body: gzipSync(request.body),
            headers: { ...request.headers, 'content-encoding': 'gzip' },
          }
        : request,
    ),
  );

const toBytes = (value: unknown) => Buffer.from(JSON.stringify(value) ?? '');

function bodies(valid: Arbitrary<unknown>): Arbitrary<Buffer> {
  return valid.chain((body) =>
    fc.oneof(
      { weight: 5, arbitrary: fc.constant(toBytes(body)) },
      { weight: 5, arbitrary: spoilValue(body).map(toBytes) },
      { weight: 1, arbitrary: spoilText(JSON.stringify(body)) },
    ),
  );
}
