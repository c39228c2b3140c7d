/** What PostgreSQL says about a failed statement. */
export interface SqlError {
  /** SQLSTATE. */
  code: string;
  message: string;
  detail?: string | undefined;
  hint?: string | undefined;
}

/** Narrows an unknown error to one of the database. */
export function asSqlError(error: unknown): SqlError | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return /^[0-9A-Z]{5}$/.test(String(error.code)) ? (error as Error & SqlError) : undefined;
}
