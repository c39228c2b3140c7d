interface Queryable {
  query(sql: string): Promise<{ rows: unknown[] }>;
}

/**
 * Creates app.<name>, which is app.find_near_page_items with parts of its text replaced.
 * @throws Error where a part is not there exactly once.
 */
export async function createNearTwin(
  database: Queryable,
  { name, replace }: { name: string; replace: [part: string, by: string][] },
): Promise<void> {
  const { rows } = await database.query(
    `select pg_get_functiondef('app.find_near_page_items'::regproc) as source`,
  );
  let { source } = rows[0] as { source: string };
  for (const [part, by] of [
    ['FUNCTION app.find_near_page_items', `FUNCTION app.${name}`],
    ...replace,
  ] as const) {
    const pieces = source.split(part);
    if (pieces.length !== 2)
      throw new Error(`Cannot replace "${part}": it is there ${pieces.length - 1} times`);
    source = pieces.join(by);
  }
  await database.query(source);
}
