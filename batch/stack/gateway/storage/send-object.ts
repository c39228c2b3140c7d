import type { Context } from 'hono';
import type { ObjectRow } from './find-object.ts';
import type { ObjectFiles } from './object-files.ts';
import { storageErrors } from './storage-error.ts';

function readRange(header: string | undefined, size: number): { start: number; end: number } | undefined {
  const parts = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!parts || (parts[1] === '' && parts[2] === '')) return undefined;
  const start = parts[1] === '' ? Math.max(0, size - Number(parts[2])) : Number(parts[1]);
  const end = parts[1] === '' || parts[2] === '' ? size - 1 : Math.min(Number(parts[2]), size - 1);
  return start <= end ? { start, end } : undefined;
}

function disposition(download: string): string {
  return download === '' ? 'attachment' : `attachment; filename*=UTF-8''${encodeURIComponent(download)}`;
}

/** Answers with the bytes of an object, or with one range of them. */
export async function sendObject(c: Context, row: ObjectRow, files: ObjectFiles): Promise<Response> {
  const { size, mimetype, eTag, cacheControl, lastModified } = row.metadata;
  const range = readRange(c.req.header('range'), size);
  const body = await files.read(row.version, range);
  if (!body) throw storageErrors.noSuchKey();
  const headers: Record<string, string> = {
    'content-type': mimetype,
    'content-length': String(range ? range.end - range.start + 1 : size),
    'cache-control': cacheControl,
    etag: eTag,
    'last-modified': new Date(lastModified).toUTCString(),
    'accept-ranges': 'bytes',
    // Uploaded pages must not run as pages of this origin.
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
  };
  if (range) headers['content-range'] = `bytes ${range.start}-${range.end}/${size}`;
  const download = c.req.query('download');
  if (download !== undefined) headers['content-disposition'] = disposition(download);
  if (c.req.method === 'HEAD') await body.cancel();
  return new Response(c.req.method === 'HEAD' ? null : body, { status: range ? 206 : 200, headers });
}
