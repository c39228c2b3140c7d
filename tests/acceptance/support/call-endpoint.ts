import { FunctionsHttpError, type SupabaseClient } from '@supabase/supabase-js';

export interface EndpointCall {
  /** An object goes as JSON, a text as it is. */
  body?: object | string;
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Sent instead of the token of whoever is signed in. */
  bearer?: string;
}

export interface EndpointAnswer {
  status: number;
  text: string;
  /** What the text is as JSON; undefined where it is none. */
  body: unknown;
}

/** Calls an Edge Function with supabase-js and returns whatever it answered. */
export async function callEndpoint(
  client: SupabaseClient,
  name: string,
  { body, method = 'POST', bearer }: EndpointCall = {},
): Promise<EndpointAnswer> {
  const { data, error, response } = await client.functions.invoke(name, {
    method,
    ...(body !== undefined && { body: body as Record<string, unknown> | string }),
    ...(bearer !== undefined && { headers: { Authorization: `Bearer ${bearer}` } }),
  });
  if (!error) return { status: response!.status, text: JSON.stringify(data), body: data };
  if (!(error instanceof FunctionsHttpError)) throw error;
  const refused = error.context as Response;
  const text = await refused.text();
  return { status: refused.status, text, body: parseJson(text) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
