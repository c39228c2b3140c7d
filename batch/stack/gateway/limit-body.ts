import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';

const mebibyte = 1024 * 1024;

/** Refuses larger request bodies with 413. The answer has the fields of every Supabase error shape. */
export function limitBody(maxMebibytes: number): MiddlewareHandler {
  return bodyLimit({
    maxSize: maxMebibytes * mebibyte,
    onError: (c) =>
      c.json(
        {
          statusCode: '413',
          code: 'PayloadTooLarge',
          error: 'Payload too large',
          message: `The request body exceeds ${maxMebibytes} MiB`,
          msg: `The request body exceeds ${maxMebibytes} MiB`,
        },
        413,
      ),
  });
}
