import type { DatabaseFunction } from './find-function.ts';
import type { RestCall } from './read-call.ts';

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;

function source(call: RestCall, fn: DatabaseFunction): string {
  const used = fn.args.filter((arg) => arg.name in call.args);
  const named = used.map((arg) => `${quote(arg.name)} => args.${quote(arg.name)}`).join(', ');
  const columns = used.map((arg) => `${quote(arg.name)} ${arg.type}`).join(', ');
  // json_to_record turns JSON into typed values, arrays into vectors too.
  const from =
    used.length > 0 ? `json_to_record($1::json) as args (${columns})` : '(select $1::json) as args';
  const invoked = `public.${quote(call.name)}(${named})`;
  return fn.composite
    ? `select result.* from ${from}, lateral ${invoked} as result`
    : `select ${invoked} as value from ${from}`;
}

function orderBy(call: RestCall): string {
  if (call.order.length === 0) return '';
  const terms = call.order.map(
    (term) =>
      `${quote(term.column)} ${term.descending ? 'desc' : 'asc'}${term.nulls ? ` nulls ${term.nulls}` : ''}`,
  );
  return ` order by ${terms.join(', ')}`;
}

/** One statement that calls the function with `$1` (its arguments as JSON) and returns body, counts and overrides. */
export function buildCall(call: RestCall, fn: DatabaseFunction): string {
  const columns = fn.composite && call.select ? call.select.map(quote).join(', ') : '*';
  const value = fn.composite ? 'row_to_json(page)' : 'to_json(page.value)';
  const body = fn.returnsSet ? `coalesce(json_agg(${fn.composite ? 'page' : 'page.value'}), '[]')` : value;
  return `
    with result as materialized (${source(call, fn)}),
         page as (select ${columns} from result${orderBy(call)} limit ${call.limit} offset ${call.offset})
    select (select ${body}::text from page) as body,
           (select count(*) from page)::int as rows,
           ${call.count ? '(select count(*) from result)::int' : 'null::int'} as total,
           nullif(current_setting('response.status', true), '') as status,
           nullif(current_setting('response.headers', true), '') as headers`;
}
