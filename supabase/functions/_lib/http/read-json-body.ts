import type { z } from 'zod';
import { AppError } from '../../../../shared/errors/app-error.ts';
import { timeLimits } from '../time/time-limits.ts';
import { within } from '../time/within.ts';
import { describeIssue } from './describe-issue.ts';

export const defaultMaxBytes = 64 * 1024;

/**
 * Reads a request body as JSON of the given form.
 * @throws AppError BODY_TOO_LARGE as soon as more than `maxBytes` came, whatever content-length says;
 *   REQUEST_TIMEOUT when it is not there after the time of time-limits.ts; INVALID_REQUEST for anything but such JSON, naming the field.
 */
export async function readJsonBody<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
  maxBytes = defaultMaxBytes,
): Promise<z.infer<Schema>> {
  const reader = request.body?.getReader();
  const late = () => {
    reader?.cancel().catch(() => {});
    return new AppError('REQUEST_TIMEOUT', 'Cannot read the body: it does not arrive. Send it again');
  };
  const bytes = await within(readBytes(reader, maxBytes), { ms: timeLimits.bodyMs, late });
  const body = parseJson(bytes);
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const { field, message } = describeIssue(parsed.error.issues[0]!, body);
  throw new AppError('INVALID_REQUEST', message, { details: { field } });
}

async function readBytes(
  reader: ReadableStreamDefaultReader<Uint8Array> | undefined,
  maxBytes: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    size += part.value.byteLength;
    if (size > maxBytes) {
      // The rest is never read. Not awaited: a sender that hangs must not hold the answer.
      reader?.cancel().catch(() => {});
      throw new AppError(
        'BODY_TOO_LARGE',
        `Cannot read a body of more than ${maxBytes} bytes. Send fewer events`,
      );
    }
    chunks.push(part.value);
  }
  return concatenate(chunks, size);
}

function concatenate(chunks: Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return bytes;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    const problem = bytes.length === 0 ? 'it is empty' : 'it is not JSON in UTF-8';
    throw new AppError('INVALID_REQUEST', `Cannot read the body: ${problem}. Send a JSON object`, {
      details: { field: 'body' },
    });
  }
}
