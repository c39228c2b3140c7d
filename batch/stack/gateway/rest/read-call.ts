import type { Context } from 'hono';
import { z } from 'zod';
import { RestError } from './rest-error.ts';

export interface RestCall {
  name: string;
  args: Record<string, unknown>;
  readOnly: boolean;
  head: boolean;
  /** Column names, or undefined for all. */
  select: string[] | undefined;
  order: { column: string; descending: boolean; nulls: 'first' | 'last' | undefined }[];
  limit: number;
  offset: number;
  count: boolean;
  /** The caller asked for exactly one row as an object. */
  single: boolean;
}

export const maxRows = 1000;
const reserved = new Set(['select', 'order', 'limit', 'offset', 'columns']);
const argsSchema = z.record(z.string(), z.unknown());
const identifier = /^[\p{L}_][\p{L}\p{N}_$]*$/u;

function unsupported(what: string): RestError {
  return new RestError(400, {
    code: 'PGRST100',
    message: `Cannot read ${what}`,
    details: 'Only plain column names, order, limit and offset are supported on the result of a function',
  });
}

function column(text: string): string {
  if (!identifier.test(text)) throw unsupported(`the column "${text}"`);
  return text;
}

function wholeNumber(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw unsupported(`the ${name} "${text}"`);
  return Number(text);
}

function readOrder(text: string | undefined): RestCall['order'] {
  if (!text) return [];
  return text.split(',').map((part) => {
    const [name, ...rest] = part.split('.');
    if (rest.some((word) => !['asc', 'desc', 'nullsfirst', 'nullslast'].includes(word)))
      throw unsupported(`the order "${part}"`);
    const nulls = rest.includes('nullsfirst') ? 'first' : rest.includes('nullslast') ? 'last' : undefined;
    return { column: column(name ?? ''), descending: rest.includes('desc'), nulls };
  });
}

async function readArgs(
  c: Context,
  readOnly: boolean,
  query: Record<string, string>,
): Promise<Record<string, unknown>> {
  const others = Object.entries(query).filter(([name]) => !reserved.has(name));
  if (readOnly) return Object.fromEntries(others);
  if (others[0]) throw unsupported(`the filter on "${others[0][0]}"`);
  const text = await c.req.text();
  if (text.trim() === '') return {};
  try {
    return argsSchema.parse(JSON.parse(text));
  } catch {
    throw new RestError(400, { code: 'PGRST102', message: 'Empty or invalid json' });
  }
}

/**
 * Reads one call of a function from its request.
 * @throws RestError PGRST1xx when the request cannot be understood.
 */
export async function readCall(c: Context): Promise<RestCall> {
  const method = c.req.method;
  const readOnly = method === 'GET' || method === 'HEAD';
  if (!readOnly && method !== 'POST') {
    throw new RestError(405, { code: 'PGRST101', message: `Cannot use the ${method} method on RPC` });
  }
  const profile = c.req.header(readOnly ? 'accept-profile' : 'content-profile') ?? 'public';
  if (profile !== 'public') {
    throw new RestError(406, {
      code: 'PGRST106',
      message: `Invalid schema: ${profile}`,
      hint: 'Only the following schemas are exposed: public',
    });
  }
  const query = c.req.query();
  const selected = query.select?.trim();
  return {
    name: c.req.param('name') ?? '',
    args: await readArgs(c, readOnly, query),
    readOnly,
    head: method === 'HEAD',
    select:
      !selected || selected === '*' ? undefined : selected.split(',').map((name) => column(name.trim())),
    order: readOrder(query.order),
    limit: Math.min(maxRows, wholeNumber(query.limit, 'limit') ?? maxRows),
    offset: wholeNumber(query.offset, 'offset') ?? 0,
    count: /\bcount=(exact|planned|estimated)\b/.test(c.req.header('prefer') ?? ''),
    single: (c.req.header('accept') ?? '').includes('application/vnd.pgrst.object+json'),
  };
}
