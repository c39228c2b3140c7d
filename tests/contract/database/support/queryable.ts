/** What PGlite and pg have in common. */
export interface Queryable {
  query<Row extends object>(sql: string, values?: unknown[]): Promise<{ rows: Row[] }>;
}
