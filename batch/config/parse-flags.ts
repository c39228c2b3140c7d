import type { z } from 'zod';
import { AppError } from '../../shared/errors/app-error.ts';
import { valueOfText } from './value-of-text.ts';

/**
 * A command's flags (camelCase, as commander gives them) through a schema; texts become numbers where the schema
 * wants numbers. Throws INVALID_CONFIG naming the flag.
 */
export function parseFlags<S extends z.ZodObject>(schema: S, flags: Record<string, unknown>): z.output<S> {
  const values: Record<string, unknown> = {};
  for (const [key, flag] of Object.entries(flags)) {
    const leaf = schema.shape[key];
    if (flag !== undefined) values[key] = leaf && typeof flag === 'string' ? valueOfText(leaf, flag) : flag;
  }
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const name = String(issue.path[0] ?? 'flags').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new AppError('INVALID_CONFIG', `Cannot use --${name}: ${issue.message}`, {
    hint: 'Run the command with --help for what each flag takes.',
  });
}
