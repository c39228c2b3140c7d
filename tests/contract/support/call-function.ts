import type { Database } from './create-memory-database.ts';

/**
 * Calls a public function as an Edge Function does: as the service role, with the rows as JSON. Parameters are
 * named; `undefined` ones take their default.
 * @throws the database's error, with its SQLSTATE in `code`.
 */
export async function callFunction(
  database: Database,
  name: string,
  parameters: Record<string, unknown> = {},
): Promise<unknown[]> {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  const list = given.map(([parameter], index) => `${parameter} => $${index + 1}`).join(', ');
  const values = given.map(([, value]) => value);
  await database.exec('set role service_role');
  try {
    const { rows } = await database.query<{ row: unknown }>(
      `select to_json(r) as row from public.${name}(${list}) as r`,
      values,
    );
    return rows.map(({ row }) => row);
  } finally {
    await database.exec('reset role');
  }
}
