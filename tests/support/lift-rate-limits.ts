/** What both `pg` clients and databases in memory can do. */
interface Queryable {
  query(sql: string): Promise<unknown>;
}

/** For tests that make more requests than a person may: from now on nobody is limited. */
export async function liftRateLimits(database: Queryable): Promise<void> {
  await database.query('delete from app.rate_limits');
}
