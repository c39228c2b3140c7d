import { AppError } from '../../../shared/errors/app-error.ts';
import type { ErrorCode } from '../../../shared/errors/error-catalogue.ts';
import type { Connection } from '../../io/resolve-connection.ts';

const maxLength = 2000;

/** Code and text of a failure, fit for the database and a log: no key or password, no more than 2,000 characters. */
export function describeFailure(
  error: unknown,
  connection: Connection | null,
): { code: ErrorCode; message: string } {
  const code = error instanceof AppError ? error.code : 'INTERNAL';
  const text = error instanceof Error ? error.message : String(error);
  return { code, message: withoutSecrets(text, connection).slice(0, maxLength) };
}

function withoutSecrets(text: string, connection: Connection | null): string {
  let safe = text.replaceAll('\0', '').replace(/(\w+:\/\/[^\s:/@]*:)[^\s@]+@/g, '$1***@');
  for (const secret of secretsOf(connection)) safe = safe.replaceAll(secret, '***');
  return safe;
}

function secretsOf(connection: Connection | null): string[] {
  if (connection === null) return [];
  const password = URL.canParse(connection.dbUrl) ? new URL(connection.dbUrl).password : '';
  // Shorter ones would blank out common words.
  return [password, connection.api?.secretKey ?? ''].filter((secret) => secret.length >= 8);
}
