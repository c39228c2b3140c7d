import type { Session } from '../../database/session.ts';
import { RestError } from './rest-error.ts';

export interface FunctionArgument {
  name: string;
  /** Type with its schema, ready to be written into SQL. */
  type: string;
  optional: boolean;
}

export interface DatabaseFunction {
  args: FunctionArgument[];
  returnsSet: boolean;
  returnsVoid: boolean;
  /** Rows with columns, rather than one value. */
  composite: boolean;
}

const overloadsSql = `
  select p.proretset as "returnsSet",
         t.typname = 'void' as "returnsVoid",
         coalesce('t' = any (p.proargmodes::text[]), false) or t.typtype = 'c' or t.typname = 'record' as composite,
         coalesce((
           select json_agg(json_build_object(
             'name', coalesce(p.proargnames[a.i], ''),
             'type', format_type(a.type, null),
             'optional', a.i > p.pronargs - p.pronargdefaults
           ) order by a.i)
           from unnest(p.proargtypes::oid[]) with ordinality as a (type, i)
         ), '[]') as args
  from pg_proc p
  join pg_type t on t.oid = p.prorettype
  join pg_namespace n on n.oid = p.pronamespace
  where n.nspname = 'public' and p.proname = $1 and p.prokind = 'f'`;

interface KnownFunctions {
  schemaAge: number;
  overloads: Map<string, DatabaseFunction[]>;
}

const known = new WeakMap<Session, KnownFunctions>();

/** What is known is forgotten as soon as anybody could have changed it. */
async function findOverloads(session: Session, name: string): Promise<DatabaseFunction[]> {
  const { schemaAge } = session;
  let functions = known.get(session);
  if (functions?.schemaAge !== schemaAge) {
    functions = { schemaAge, overloads: new Map() };
    known.set(session, functions);
  }
  const found = functions.overloads.get(name);
  if (found) return found;
  const overloads = await readOverloads(session, name);
  // Read before the change, or after it: not to be told apart when others had a turn meanwhile.
  if (overloads.length > 0 && session.schemaAge === schemaAge) functions.overloads.set(name, overloads);
  return overloads;
}

/** Reads the overloads with an empty search path, so that every type comes with its schema. */
async function readOverloads(session: Session, name: string): Promise<DatabaseFunction[]> {
  return session.transaction(async (tx) => {
    await tx.exec("set local search_path = ''");
    return (await tx.query<DatabaseFunction>(overloadsSql, [name])).rows;
  });
}

function accepts(candidate: DatabaseFunction, given: string[]): boolean {
  return (
    given.every((name) => candidate.args.some((arg) => arg.name === name)) &&
    candidate.args.every((arg) => arg.optional || given.includes(arg.name))
  );
}

function notFound(name: string, given: string[]): RestError {
  const list = given.join(', ');
  const plural = given.length > 1 ? 's' : '';
  const searched = given.length > 0 ? `with parameter${plural} ${list}` : 'without parameters';
  return new RestError(404, {
    code: 'PGRST202',
    message: `Could not find the function public.${name}${given.length > 0 ? `(${list})` : ' without parameters'} in the schema cache`,
    details: `Searched for the function public.${name} ${searched}, but no matches were found in the schema cache.`,
  });
}

function ambiguous(name: string, candidates: DatabaseFunction[]): RestError {
  const signatures = candidates.map(
    (candidate) => `public.${name}(${candidate.args.map((arg) => `${arg.name} => ${arg.type}`).join(', ')})`,
  );
  return new RestError(300, {
    code: 'PGRST203',
    message: `Could not choose the best candidate function between: ${signatures.join(', ')}`,
    hint: 'Try renaming the parameters or the function itself in the database so function overloading can be resolved',
  });
}

/**
 * Finds the function in `public` that takes these argument names. The catalogue is asked again as soon as anybody but the
 * gateway has used the database, so that a migration is seen at once, without a schema cache to reload.
 * @throws RestError PGRST202 when there is none, PGRST203 when there are several.
 */
export async function findFunction(
  session: Session,
  name: string,
  given: string[],
): Promise<DatabaseFunction> {
  const names = [...given].sort();
  const matching = (await findOverloads(session, name)).filter((candidate) => accepts(candidate, names));
  if (matching.length > 1) throw ambiguous(name, matching);
  const [found] = matching;
  if (!found) throw notFound(name, names);
  return found;
}
