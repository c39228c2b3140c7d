import { asSqlError } from '../as-sql-error.ts';
import type { Resolved } from '../resolve-claims.ts';

interface StorageRefusal {
  /** The status that the body states. */
  statusCode: number;
  code: string;
  error: string;
  message: string;
}

/** A refusal in the shape of Supabase Storage, which answers 400 and states the real status in the body. */
export class StorageError extends Error {
  readonly refusal: StorageRefusal;

  constructor(refusal: StorageRefusal) {
    super(refusal.message);
    this.name = 'StorageError';
    this.refusal = refusal;
  }

  get httpStatus(): 400 | 401 | 413 | 500 {
    const { statusCode } = this.refusal;
    return statusCode === 413 || statusCode === 500 || statusCode === 401 ? statusCode : 400;
  }

  get body(): Record<string, string> {
    return { ...this.refusal, statusCode: String(this.refusal.statusCode) };
  }
}

const refusal = (statusCode: number, code: string, error: string) => (message: string) =>
  new StorageError({ statusCode, code, error, message });

export const storageErrors = {
  noSuchBucket: () => refusal(404, 'NoSuchBucket', 'Bucket not found')('Bucket not found'),
  noSuchKey: () => refusal(404, 'NoSuchKey', 'not_found')('Object not found'),
  invalidKey: (name: string) => refusal(400, 'InvalidKey', 'InvalidKey')(`Invalid key: ${name}`),
  duplicate: () => refusal(409, 'KeyAlreadyExists', 'Duplicate')('The resource already exists'),
  denied: refusal(403, 'AccessDenied', 'Unauthorized'),
  tooLarge: () =>
    refusal(413, 'EntityTooLarge', 'Payload too large')('The object exceeded the maximum allowed size'),
  mimeType: (type: string) =>
    refusal(415, 'InvalidMimeType', 'invalid_mime_type')(`mime type ${type} is not supported`),
  badToken: refusal(400, 'InvalidJWT', 'InvalidJWT'),
  invalid: refusal(400, 'InvalidRequest', 'invalid_request'),
  notEmpty: () =>
    refusal(409, 'InvalidRequest', 'InvalidRequest')('The bucket you tried to delete is not empty'),
};

/** The refusal for an error of the database; any other error is returned as it is. */
export function storageFailure(error: unknown): unknown {
  const sql = asSqlError(error);
  if (sql?.code === '42501') return storageErrors.denied('new row violates row-level security policy');
  if (sql?.code === '23505') return storageErrors.duplicate();
  return error;
}

export function storageRefusal(reason: Extract<Resolved, { ok: false }>['reason']): StorageError {
  if (reason === 'expired')
    return refusal(403, 'InvalidJWT', 'Unauthorized')('"exp" claim timestamp check failed');
  if (reason === 'bad-token')
    return refusal(403, 'InvalidJWT', 'Unauthorized')('signature verification failed');
  return refusal(
    401,
    'AccessDenied',
    'Unauthorized',
  )(reason === 'no-key' ? 'No API key found in request' : 'Invalid API key');
}
