import type { Context } from 'hono';
import { userMetadata } from './find-object.ts';
import { storageErrors } from './storage-error.ts';

export interface Upload {
  body: ReadableStream<Uint8Array> | null;
  mimetype: string;
  cacheControl: string;
  metadata: Record<string, unknown> | null;
}

function parseMetadata(text: string | undefined): Record<string, unknown> | null {
  if (!text) return null;
  try {
    return userMetadata.parse(JSON.parse(text));
  } catch {
    throw storageErrors.invalid('The metadata is not a JSON object');
  }
}

async function readForm(c: Context): Promise<Upload> {
  const form = await c.req.formData();
  const file = [...form.values()].find((value) => value instanceof Blob);
  if (!file) throw storageErrors.invalid('The form holds no file');
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  const seconds = text('cacheControl');
  return {
    body: file.stream() as ReadableStream<Uint8Array>,
    mimetype: text('contentType') ?? (file.type || 'application/octet-stream'),
    cacheControl: seconds ? `max-age=${seconds}` : 'no-cache',
    metadata: parseMetadata(text('metadata')),
  };
}

/** What a client uploads: raw bytes, or a form as browsers send Blobs. */
export async function readUpload(c: Context): Promise<Upload> {
  const type = c.req.header('content-type') ?? 'application/octet-stream';
  if (type.startsWith('multipart/form-data')) return readForm(c);
  const encoded = c.req.header('x-metadata');
  return {
    body: c.req.raw.body,
    mimetype: type,
    cacheControl: c.req.header('cache-control') ?? 'no-cache',
    metadata: parseMetadata(encoded && Buffer.from(encoded, 'base64').toString('utf8')),
  };
}
